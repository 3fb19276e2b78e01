package org.openmns.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTemplateTest {

    @Test
    void writesAnEventOfTheUsualSizeThatTheSinkReadsBack() {
        var event = new EventTemplate("pds-change-of-gp-2", 1).event(1_795_342_800_000_000L, 4_711);

        assertThat(event.length()).isBetween(400, 500);
        assertThat(EventTemplate.stamp(event)).contains(new EventTemplate.Stamp(1_795_342_800_000_000L, 4_711));
    }

    @Test
    void writesJsonAboutOnePatientAndLeavesTheLastEventAlone() {
        var template = new EventTemplate("pds-change-of-gp-2", 1);
        var first = template.event(1, 1);
        var second = template.event(2, 2);

        var json = new JsonObject(first);
        assertThat(json.getString("type")).isEqualTo("pds-change-of-gp-2");
        assertThat(json.getString("subject")).matches("90000\\d{5}|9000\\d{6}");
        assertThat(json.getString("dataref")).endsWith("/Patient/" + json.getString("subject"));
        assertThat(new JsonObject(second).getString("id")).isNotEqualTo(json.getString("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"id\":\"\"}", "{\"id\":\"00000000000000zz-000000000001\"}", "\"id\":\"1"})
    void takesNoOtherBodyForAnEvent(String body) {
        assertThat(EventTemplate.stamp(Buffer.buffer(body))).isEmpty();
    }
}
