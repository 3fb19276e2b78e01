package org.openmns.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads strict JSON from bytes; what is wrong is told by its place and never by quoting what was sent. */
final class Json {

    /** Levels of objects and arrays in an event. */
    static final int DEPTH_MAX = 32;

    private static final int NAME_CHARS_MAX = 1_024;
    private static final int NUMBER_CHARS_MAX = 1_000;

    /** For one event. */
    static final JsonFactory EVENT = factory(DEPTH_MAX, NAME_CHARS_MAX, NUMBER_CHARS_MAX);

    /** For data that is to become a member of an event, one level down. */
    static final JsonFactory DATA = factory(DEPTH_MAX - 1, NAME_CHARS_MAX, NUMBER_CHARS_MAX);

    /** For telling the events of a batch apart: each is judged by itself later, so an odd one must not stop this. */
    static final JsonFactory BATCH = factory(1_000, EventFormat.BATCH_BYTES_MAX, EventFormat.BATCH_BYTES_MAX);

    private Json() {}

    /** What is done with a parser that stands on the first token, up to the matching end. */
    interface Walk {
        void read(JsonParser parser) throws IOException;
    }

    /** Walks over one value, of any kind where {@code start} is empty, and says what is wrong with it, if anything. */
    static Optional<String> walk(JsonFactory factory, byte[] json, Optional<JsonToken> start, Walk walk) {
        int invalid = Utf8.firstInvalid(json);
        if (invalid >= 0) {
            return fault("it is not UTF-8 at byte " + (invalid + 1));
        }
        try (var parser = factory.createParser(json)) {
            var first = parser.nextToken();
            if (first == null) {
                return fault("it is empty");
            }
            if (start.isPresent() && first != start.get()) {
                return fault(start.get() == JsonToken.START_ARRAY ? "an array is expected" : "an object is expected");
            }
            walk.read(parser);
            return parser.nextToken() == null ? Optional.empty() : fault("something follows its end", parser);
        } catch (JsonProcessingException e) {
            return fault(reason(e) + place(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array cannot fail", e);
        }
    }

    private static JsonFactory factory(int depthMax, int nameCharsMax, int numberCharsMax) {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(depthMax)
                .maxNameLength(nameCharsMax)
                .maxNumberLength(numberCharsMax)
                .maxStringLength(EventFormat.BATCH_BYTES_MAX)
                .maxDocumentLength(EventFormat.BATCH_BYTES_MAX)
                .build();
        // Without detection UTF-16 and a byte order mark are errors. Names come from outside: never interned.
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    private static Optional<String> fault(String reason, JsonParser parser) {
        return fault(reason + place(parser.currentTokenLocation()));
    }

    private static Optional<String> fault(String reason) {
        return Optional.of("Please provide valid JSON: " + reason);
    }

    /** Jackson's own messages quote the input, so they stay here. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "it nests deeper than " + DEPTH_MAX + " levels, or a name or number is too long";
        }
        return e instanceof JsonEOFException ? "it ends too early" : "unexpected character";
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ", at " + location.getLineNr() + ":" + location.getColumnNr();
    }
}
