package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Structured CloudEvents in a JSON array: told apart first, then each read by itself from its own bytes. */
final class BatchFormat {

    private final StructuredFormat structured;

    BatchFormat(StructuredFormat structured) {
        this.structured = structured;
    }

    /** Where one element of the array lies in its bytes. */
    private record Span(int start, int end, boolean object) {}

    ParsedBatch parse(byte[] json, Sender sender) {
        if (json.length > EventFormat.BATCH_BYTES_MAX) {
            return unreadable("Please provide a batch of at most " + EventFormat.BATCH_BYTES_MAX + " bytes");
        }
        var spans = new ArrayList<Span>();
        var fault = Json.walk(Json.BATCH, json, Optional.of(JsonToken.START_ARRAY), parser -> spans(parser, spans));
        if (fault.isPresent()) {
            return unreadable(fault.get());
        }
        return spans.size() > Offset.ROW_EVENTS_MAX
                ? unreadable("Please provide a batch of at most " + Offset.ROW_EVENTS_MAX + " events")
                : new ParsedBatch.Each(results(json, spans, sender));
    }

    private static void spans(JsonParser parser, List<Span> spans) throws IOException {
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            if (spans.size() <= Offset.ROW_EVENTS_MAX) {
                int end = (int) parser.currentLocation().getByteOffset();
                spans.add(new Span(start, end, token == JsonToken.START_OBJECT));
            }
        }
    }

    private List<Parsed> results(byte[] json, List<Span> spans, Sender sender) {
        return spans.stream().map(span -> result(json, span, sender)).toList();
    }

    private Parsed result(byte[] json, Span span, Sender sender) {
        return span.object()
                ? structured.parse(Arrays.copyOfRange(json, span.start(), span.end()), sender)
                : Parsed.invalid("body", "Please provide valid JSON: an object is expected");
    }

    private static ParsedBatch unreadable(String message) {
        return new ParsedBatch.Unreadable(new FieldErrors().add("body", message));
    }
}
