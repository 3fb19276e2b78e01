package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilteringTest {

    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory()).registerModule(new Jdk8Module());

    @Test
    void survivesTheJournalWithEveryKindOfValue() throws IOException {
        var values = Map.<String, Object>ofEntries(
                Map.entry("text", "caf\u00e9"),
                Map.entry("small", 21L),
                Map.entry("int", 1L << 31),
                Map.entry("long", Long.MIN_VALUE),
                Map.entry("tenth", new BigDecimal("0.1")),
                Map.entry("trailing", new BigDecimal("1.50")),
                Map.entry("tiny", new BigDecimal("1e-300")),
                Map.entry("large", new BigDecimal("12345678901234567890.123456789")),
                Map.entry("whole", new BigDecimal("9223372036854775808")),
                Map.entry("yes", true),
                Map.entry("list", List.of("a", 7L, Long.MAX_VALUE)),
                Map.entry("none", List.of()));

        var back = CBOR.readValue(CBOR.writeValueAsBytes(new Filtering(values)), Filtering.class);

        assertThat(back.values()).isEqualTo(values);
    }

    @Test
    void letsAWholeEventSurviveTheJournal() throws IOException {
        var odd = EventSamples.with("filtering", "{\"n\": [1], \"d\": 2.50}");
        odd.put("type", "\"pds-change-of-gp-2\"");
        for (var members : List.of(EventSamples.members(), odd)) {
            var event = EventSamples.valid(EventSamples.FORMAT.structured(EventSamples.json(members), ANYBODY));

            var bytes = CBOR.writeValueAsBytes(event);

            assertThat(CBOR.readValue(bytes, Event.class)).isEqualTo(event);
        }
    }

    @Test
    void writesABodyAsTheBytesItIs() throws IOException {
        var body = JsonBytes.of("{\"a\": 1}");

        assertThat(CBOR.writeValueAsBytes(body)).hasSize(body.length() + 1);
    }

    @Test
    void saysOnlyNames() {
        assertThat(new Filtering(Map.of("nhsnumber", "9912003888"))).hasToString("Filtering[nhsnumber]");
    }
}
