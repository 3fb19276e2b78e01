package org.openmns.bench.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishRequestTest {

    private static final URI URL = URI.create("http://127.0.0.1:8080/events");
    private static final String TYPE = "pds-change-of-gp-2";

    @Test
    void writesAnEventOfTheUsualSizeThatTheSinkReadsBack() {
        var request = new PublishRequest(URL, TYPE, 1, Subjects.ANYBODY, 1).next(1_795_342_800_000_000L, 4_711);

        var text = new String(request, US_ASCII);
        assertThat(text).startsWith("POST /events HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n");
        assertThat(body(text)).hasSizeBetween(440, 460);
        assertThat(text).contains("Content-Length: " + body(text).length() + "\r\n");
        assertThat(Stamp.read(request, text.indexOf('{'), request.length))
                .contains(new Stamp(1_795_342_800_000_000L, 4_711, 0));
    }

    @Test
    void writesAnotherEventAboutOnePatientEachTime() {
        var request = new PublishRequest(URL, TYPE, 1, new Subjects(0, 9, 9, 9), 1);
        var first = json(request.next(1, 1));
        var second = json(request.next(2, 2));

        assertThat(first.getString("type")).isEqualTo(TYPE);
        assertThat(first.getString("subject")).matches("9000000\\d{3}");
        assertThat(first.getString("dataref")).endsWith("/Patient/" + first.getString("subject"));
        assertThat(second.getString("id")).isNotEqualTo(first.getString("id"));
        var patient = Integer.parseInt(first.getString("subject").substring(0, 8)) - 90_000_000;
        assertThat(first.getString("id")).endsWith("-00000" + (patient + 1));
    }

    @Test
    void numbersTheEventsOfABatch() {
        var text = new String(new PublishRequest(URL, TYPE, 3, Subjects.ANYBODY, 1).next(1, 7), US_ASCII);

        assertThat(text).contains("Content-Type: application/cloudevents-batch+json\r\n");
        assertThat(text).contains("Content-Length: " + body(text).length() + "\r\n");
        var numbers = new JsonArray(body(text))
                .stream()
                        .map(event -> ((JsonObject) event).getString("id").split("-", -1)[1])
                        .toList();
        assertThat(numbers).containsExactly("0000000007", "0000000008", "0000000009");
    }

    @Test
    void bringsTheTokenThatItWasGivenLast() {
        var request = new PublishRequest(URL, TYPE, 1, Subjects.ANYBODY, 1);
        request.authorize("a.token.of.some.length");
        request.next(1, 1);
        request.authorize("another");

        var text = new String(request.next(2, 2), US_ASCII);

        assertThat(text).contains("\r\nAuthorization: Bearer another\r\n").doesNotContain("a.token");
        assertThat(text).contains("Content-Length: " + body(text).length() + "\r\n");
        assertThat(json(request.next(3, 3)).getString("id")).contains("-0000000003-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"id\":\"\"}", "{\"id\":\"00000000000000zz-0000000001-000000\"}", "\"id\":\"1"})
    void takesNoOtherBodyForAnEvent(String body) {
        assertThat(Stamp.read(body.getBytes(US_ASCII), 0, body.length())).isEmpty();
    }

    private static JsonObject json(byte[] request) {
        return new JsonObject(body(new String(request, US_ASCII)));
    }

    private static String body(String request) {
        return request.substring(request.indexOf("\r\n\r\n") + 4);
    }
}
