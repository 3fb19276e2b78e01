package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.CORRELATION;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SenderTest {

    private static final Sender STRANGER = new Sender(CORRELATION, type -> false);
    private static final Sender PUBLISHER =
            new Sender(CORRELATION, type -> type.value().equals("patientflags-change-1"));

    private static final byte[] LEGACY =
            bytes("{\"id\":\"1\",\"type\":\"pds-change-of-gp-1\",\"time\":\"2026-11-22T10:05:00Z\","
                    + "\"subject\":{\"nhsNumber\":\"9912003888\"},\"source\":{\"name\":\"PDS\"}}");

    @Test
    void publishesWhatItMay() {
        assertThat(valid(FORMAT.structured(json(members()), PUBLISHER)).trace().correlationId())
                .isEqualTo(CORRELATION);
    }

    @Test
    void isToldWhatIsMalformedFirst() {
        assertThat(errors(FORMAT.structured(json(with("time", "\"later\"")), STRANGER)))
                .containsOnlyKeys("time");
        assertThat(errors(FORMAT.structured(json(with("type", "\"unknown-1\"")), STRANGER)))
                .containsOnlyKeys("type");
    }

    /** So nobody makes us hold anything against a type that is none of theirs. */
    @Test
    void isToldThatItMayNotBeforeWhatItsTypeAsks() {
        var unknownFilter = json(with("filtering", "{\"colour\":\"red\"}"));

        assertThat(errors(FORMAT.structured(unknownFilter, PUBLISHER))).containsOnlyKeys("filtering.colour");
        assertThat(FORMAT.structured(unknownFilter, STRANGER)).isInstanceOf(Parsed.NotPermitted.class);
    }

    @Test
    void isToldSoInEveryFormat() {
        var headers = new HashMap<>(Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "s"));
        headers.putAll(Map.of("ce-type", "patientflags-change-1", "ce-time", "2026-11-22T10:05:00Z"));

        assertThat(FORMAT.binary(headers, new byte[0], STRANGER)).isInstanceOf(Parsed.NotPermitted.class);
        assertThat(FORMAT.legacy(LEGACY, STRANGER)).isInstanceOf(Parsed.NotPermitted.class);
        assertThat(FORMAT.legacy(LEGACY, EventSamples.ANYBODY)).isInstanceOf(Parsed.Valid.class);
        var batch = bytes("[" + EventSamples.text(members()) + ",{}]");
        assertThat(((ParsedBatch.Each) FORMAT.batch(batch, STRANGER)).results())
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Parsed.NotPermitted.class),
                        other -> assertThat(errors(other)).containsKey("type"));
    }
}
