package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.valid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must hold for any event and for any bytes; a failure names the seed. */
class EventFormatRandomTest {

    private static final int EVENTS = 5_000;
    private static final int MUTATIONS = 25_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed = Long.getLong("openmns.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatGoesOutIsWhatCameInWithoutFiltering() throws IOException {
        for (int i = 0; i < EVENTS; i++) {
            var in = randomEvent();
            var out = valid(FORMAT.structured(bytes(in), ANYBODY)).body().text();

            assertThat(JSON.readTree(out)).as("seed %d: %s", seed, in).isEqualTo(withoutFiltering(in));
            int same = commonPrefix(in, out);
            assertThat(in).as("seed %d", seed).endsWith(out.substring(same));
        }
    }

    @Test
    void noBytesMakeItThrow() {
        var originals = List.of(
                json(members()), bytes(randomEvent()), CatalogueFileTest.example("pds-change-of-gp-1"), batch());
        for (int i = 0; i < MUTATIONS; i++) {
            var bytes = mutated(originals.get(i % originals.size()));
            try {
                parseEveryWay(bytes);
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    /** Where a mutated event is still valid, what goes out must be JSON that holds the same. */
    private static void parseEveryWay(byte[] bytes) throws IOException {
        if (FORMAT.structured(bytes, ANYBODY) instanceof Parsed.Valid structured) {
            var out = JSON.readTree(structured.event().body().array());
            if (!out.equals(withoutFiltering(new String(bytes, StandardCharsets.UTF_8)))) {
                throw new IllegalStateException("the body differs");
            }
        }
        FORMAT.legacy(bytes, ANYBODY);
        FORMAT.batch(bytes, ANYBODY);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var headers = new HashMap<>(Map.of("ce-specversion", "1.0", "ce-type", "patientflags-change-1"));
        headers.putAll(Map.of("ce-source", "s", "ce-time", "2026-11-22T10:05:00Z", "content-type", "a/json"));
        List.of("ce-id", "ce-filtering", "ce-" + text).forEach(name -> headers.put(name, text));
        FORMAT.binary(headers, bytes, ANYBODY);
    }

    private static byte[] batch() {
        return bytes("[" + new String(json(members()), StandardCharsets.UTF_8) + ", {}]");
    }

    private static JsonNode withoutFiltering(String json) throws IOException {
        return ((ObjectNode) JSON.readTree(json)).without("filtering");
    }

    private byte[] mutated(byte[] original) {
        var bytes = original.clone();
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "{}[]\",:\\0e-u ".charAt(random.nextInt(13));
                case 3 -> System.arraycopy(original, random.nextInt(original.length - at), bytes, 0, at);
                default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        return bytes;
    }

    private String randomEvent() {
        var members = new ArrayList<>(members().entrySet());
        members.removeIf(member -> !isRequired(member.getKey()) && random.nextInt(4) == 0);
        members.replaceAll(member -> Map.entry(
                member.getKey(),
                switch (member.getKey()) {
                    // It lists no filters, so it takes any.
                    case "type" -> "\"pds-change-of-gp-2\"";
                    case "data" -> value(0);
                    case "filtering" -> randomFiltering();
                    default -> member.getValue();
                }));
        Collections.shuffle(members, random);
        return space() + "{"
                + members.stream()
                        .map(member -> space() + '"' + escaped(member.getKey()) + '"' + space() + ":" + space()
                                + member.getValue() + space())
                        .collect(Collectors.joining(","))
                + "}" + space();
    }

    private static boolean isRequired(String name) {
        return Attribute.REQUIRED.stream()
                .anyMatch(attribute -> attribute.field().equals(name));
    }

    private String randomFiltering() {
        var filters = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            var values = List.of("null", "1", "-2.50", "\"}, {\\\"\"", "[ ]", "[\"a\" , 1]", "true");
            filters.add(
                    space() + "\"f" + i + "\"" + space() + ":" + values.get(random.nextInt(values.size())) + space());
        }
        return "{" + String.join(",", filters) + (filters.isEmpty() ? space() : "") + "}";
    }

    private String value(int depth) {
        var scalars = List.of("null", "12", "-0.5e7", "\"\\\"filtering\\\":{}\"", "\"\u00e9\ud83d\ude00\"", "false");
        return switch (depth < 5 ? random.nextInt(4) : 3) {
            case 0 -> "{\"filtering\"" + space() + ":" + value(depth + 1) + ",\"b\":" + value(depth + 1) + "}";
            case 1 -> "[" + value(depth + 1) + space() + "," + value(depth + 1) + "]";
            default -> scalars.get(random.nextInt(scalars.size()));
        };
    }

    /** The same name, now and then with its first letter spelled as an escape. */
    private String escaped(String name) {
        return random.nextInt(10) == 0 ? String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1) : name;
    }

    private String space() {
        return List.of("", "", " ", "\n\t", "\r\n  ").get(random.nextInt(5));
    }

    private static int commonPrefix(String one, String other) {
        int index = 0;
        while (index < other.length() && one.charAt(index) == other.charAt(index)) {
            index++;
        }
        return index;
    }
}
