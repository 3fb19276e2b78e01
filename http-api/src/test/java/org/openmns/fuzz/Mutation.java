package org.openmns.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Turns a good input into a slightly different one: of its structure, of its characters, or of its bytes. */
public final class Mutation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Mutation() {}

    /** The good input itself, or a mutation of any kind. */
    public static byte[] json(String good, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> good.getBytes(StandardCharsets.UTF_8);
            case 1 -> bytes(good.getBytes(StandardCharsets.UTF_8), random);
            case 2 -> text(good, random).getBytes(StandardCharsets.UTF_8);
            case 3 -> bytes(structure(good, random).getBytes(StandardCharsets.UTF_8), random);
            default -> structure(good, random).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** The same JSON with some values and names replaced, added or left out. */
    static String structure(String good, SplittableRandom random) {
        try {
            var root = JSON.readTree(good);
            for (var edits = random.nextInt(4); edits > 0; edits--) {
                edit(place(root, random), random);
            }
            return random.nextInt(4) == 0 ? root.toPrettyString() : JSON.writeValueAsString(root);
        } catch (JsonProcessingException notGood) {
            throw new UncheckedIOException(notGood);
        }
    }

    /** An object or array within this tree, at any depth. */
    private static JsonNode place(JsonNode root, SplittableRandom random) {
        var place = root;
        while (random.nextBoolean() && !place.isEmpty()) {
            var inside = random.nextInt(place.size());
            var child = place.isArray() ? place.get(inside) : place.path(nameAt(place, inside));
            if (!child.isContainerNode()) {
                return place;
            }
            place = child;
        }
        return place;
    }

    private static String nameAt(JsonNode object, int index) {
        var names = object.fieldNames();
        for (var i = 0; i < index; i++) {
            names.next();
        }
        return names.next();
    }

    private static void edit(JsonNode place, SplittableRandom random) {
        if (place instanceof ObjectNode object) {
            var name = object.isEmpty() || random.nextInt(4) == 0
                    ? Pieces.name(random)
                    : nameAt(object, random.nextInt(object.size()));
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(Pieces.name(random), object.path(name).deepCopy());
                case 2 -> object.set(name, TextNode.valueOf(Pieces.text(random)));
                default -> object.putRawValue(name, new RawValue(Pieces.json(random)));
            }
        } else if (place instanceof ArrayNode array) {
            array.addRawValue(new RawValue(Pieces.json(random)));
        }
    }

    /** The same text with a few characters inserted, removed, repeated or cut off. */
    public static String text(String good, SplittableRandom random) {
        var text = new StringBuilder(good);
        for (var edits = 1 + random.nextInt(3); edits > 0; edits--) {
            var at = random.nextInt(text.length() + 1);
            var to = Math.min(text.length(), at + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.replace(at, Math.min(text.length(), at + 1), Pieces.text(random));
                default -> text.insert(at, Pieces.text(random));
            }
        }
        return text.toString();
    }

    /** The same bytes with a few flipped, overwritten, spliced or cut off. */
    static byte[] bytes(byte[] good, SplittableRandom random) {
        var bytes = good.clone();
        for (var edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 0; edits--) {
            var at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = spliced(bytes, at, Pieces.text(random).getBytes(StandardCharsets.UTF_8));
                case 3 -> bytes = spliced(bytes, at, Arrays.copyOf(good, random.nextInt(good.length + 1)));
                default -> bytes = Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] piece) {
        var out = new ByteArrayOutputStream(bytes.length + piece.length);
        out.write(bytes, 0, at);
        out.writeBytes(piece);
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
