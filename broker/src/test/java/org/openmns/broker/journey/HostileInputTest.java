package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** The worst that clients send, through a whole node: each gets its 4xx and leaves nothing in log or registry. */
class HostileInputTest {

    private static final String TYPE = "patientflags-change-1";
    private static final String GOOD = "{\"specversion\":\"1.0\",\"id\":\"ID\",\"source\":\"uk.nhs.tests\",\"type\":\""
            + TYPE + "\",\"time\":\"2026-03-01T09:00:00Z\",\"subject\":\"9000000009\"}";
    private static final String HOOK = "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"\","
            + "\"criteria\":\"eventType=" + TYPE + "\",\"channel\":{\"type\":\"rest-hook\","
            + "\"endpoint\":\"http://127.0.0.1:9/\",\"payload\":\"application/json\"}}";

    @TempDir
    static Path directory;

    private static RunningNode node;
    private static Sink sink;
    private static RunningNode.Subscribed subscription;
    private static long published;

    /** A request, and what its answer says: the status and a piece of the body. Never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Row(String name, String path, String type, byte[] body, int status, String says) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory);
        sink = new Sink();
        subscription = node.subscribe("eventType=" + TYPE, sink.url());
    }

    @AfterAll
    static void stop() {
        node.close();
        sink.close();
    }

    static Stream<Row> rows() {
        return Stream.concat(Stream.concat(events(), subscriptions()), whole());
    }

    private static Stream<Row> events() {
        return Stream.of(
                event("an id that is missing", GOOD.replace("\"id\":\"ID\",", ""), "\"id\":"),
                event("an id that is null", GOOD.replace("\"ID\"", "null"), "\"id\":"),
                event("an id that is a number", GOOD.replace("\"ID\"", "1"), "\"id\":"),
                event("an id that is empty", GOOD.replace("ID", ""), "\"id\":"),
                event("an id that is too long", GOOD.replace("ID", "x".repeat(257)), "\"id\":"),
                event("an id with NUL", GOOD.replace("ID", "a\\u0000b"), "\"id\":"),
                event("an id with a lone surrogate", GOOD.replace("ID", "a\\ud800b"), "\"id\":"),
                event("an id twice", GOOD.replace("\"id\":\"ID\"", "\"id\":\"a\",\"id\":\"b\""), "only one id"),
                event(
                        "a type that is unknown",
                        GOOD.replace(TYPE, "no-such-type-1"),
                        "Please provide a valid event type"),
                event("a type that is legacy", GOOD.replace(TYPE, "pds-change-of-gp-1"), "event type"),
                event("a time of no calendar", GOOD.replace("2026-03-01", "2026-02-30"), "Please provide a valid time"),
                event("a time without zone", GOOD.replace("09:00:00Z", "09:00:00"), "Please provide a valid time"),
                event("a source with a space", GOOD.replace("uk.nhs.tests", "uk nhs"), "\"source\":"),
                event("another specversion", GOOD.replace("\"1.0\"", "\"0.3\""), "\"specversion\":"),
                event("an unknown attribute", with("\"colour\":\"red\""), "\"colour\":"),
                event("a filter that is an object", with("\"filtering\":{\"a\":{\"b\":1}}"), "\"filtering.a\":"),
                event("a filter with a huge number", with("\"filtering\":{\"a\":1e999999999}"), "\"filtering.a\":"),
                event("a filter twice", with("\"filtering\":{\"a\":1,\"a\":2}"), "\"filtering.a\":"),
                event("filtering that is null", with("\"filtering\":null"), "\"filtering\":"),
                event("deep nesting", with("\"data\":" + "[".repeat(5_000) + "]".repeat(5_000)), "validationErrors"),
                event("a long number", with("\"data\":" + "9".repeat(100_000)), "validationErrors"),
                event("not JSON", "<event/>", "\"body\":"),
                event("half of it", GOOD.substring(0, 60), "\"body\":"),
                event("two of them", GOOD + GOOD, "\"body\":"),
                event("an array", "[" + GOOD + "]", "\"body\":"),
                event("nothing", "", "\"body\":"),
                row(
                        "Latin-1",
                        "/events",
                        Calls.CLOUDEVENT,
                        GOOD.replace("ID", "caf\u00e9").getBytes(ISO_8859_1),
                        400,
                        "rrors"),
                row("UTF-16", "/events", Calls.CLOUDEVENT, GOOD.getBytes(UTF_16), 400, "\"body\":"),
                row("256 KiB + 1", "/events", Calls.CLOUDEVENT, padded(256 * 1_024 + 1), 413, "{\"errors\":"),
                row("another media type", "/events", "text/plain", GOOD.getBytes(UTF_8), 415, "{\"errors\":"),
                row(
                        "a structured event as v1",
                        "/events",
                        "application/json",
                        GOOD.getBytes(UTF_8),
                        400,
                        "validationErrors"));
    }

    private static Stream<Row> subscriptions() {
        return Stream.of(
                hook(
                        "another resource",
                        HOOK.replace("\"Subscription\"", "\"Patient\""),
                        "\"resourceType\":\"Please provide the correct resource type for this endpoint\""),
                hook("another status", HOOK.replace("requested", "active"), "\"status\":"),
                hook("no criteria", HOOK.replace("\"criteria\"", "\"criterion\""), "\"criteria\":"),
                hook("criteria of an unknown type", HOOK.replace(TYPE, "none-1"), "\"criteria\":"),
                hook(
                        "criteria that break off",
                        HOOK.replace("eventType=" + TYPE, "eventType=" + TYPE + " AND"),
                        "\"criteria\":"),
                hook(
                        "criteria nested deeply",
                        HOOK.replace(TYPE, TYPE + " AND " + "(".repeat(20_000)),
                        "\"criteria\":"),
                hook("an unknown filter", HOOK.replace(TYPE, TYPE + " AND colour='red'"), "generalpractitioner"),
                hook("no channel", HOOK.replace("\"channel\":{", "\"channels\":{"), "\"channel\":"),
                hook(
                        "a channel that is null",
                        HOOK.replaceAll("\"channel\":\\{.*\\}\\}", "\"channel\":null}"),
                        "\"channel\":"),
                hook(
                        "SQS",
                        HOOK.replace("http://127.0.0.1:9/", "arn:aws:sqs:eu-west-2:1:q")
                                .replace("rest-hook", "message"),
                        "\"channel.endpoint\":"),
                hook("a file", HOOK.replace("http://127.0.0.1:9/", "file:///etc/passwd"), "\"channel.endpoint\":"),
                hook("credentials in the URL", HOOK.replace("//127", "//user:hidden@127"), "\"channel.endpoint\":"),
                hook(
                        "a line break in a header",
                        HOOK.replace(
                                "\"type\":\"rest-hook\"", "\"type\":\"rest-hook\",\"header\":[\"A: b\\r\\nEvil: c\"]"),
                        "\"channel.header[0]\":"),
                hook(
                        "a header of ours",
                        HOOK.replace(
                                "\"type\":\"rest-hook\"",
                                "\"type\":\"rest-hook\",\"header\":[\"webhook-signature: x\"]"),
                        "\"channel.header[0]\":"),
                hook("another payload", HOOK.replace("application/json", "text/xml"), "\"channel.payload\":"),
                hook("NUL in the reason", HOOK.replace("\"reason\":\"\"", "\"reason\":\"\\u0000\""), "\"reason\":"),
                hook(
                        "deep nesting",
                        HOOK.replace("\"reason\"", "\"text\":" + "[".repeat(2_000) + "]".repeat(2_000) + ",\"reason\""),
                        "\"body\":"),
                hook("nothing", "", "\"body\":"),
                row("256 KiB + 1", "/subscriptions", Calls.FHIR, padded(256 * 1_024 + 1), 413, "{\"errors\":"),
                row("another media type", "/subscriptions", "text/plain", HOOK.getBytes(UTF_8), 415, "{\"errors\":"));
    }

    private static Stream<Row> whole() {
        var batch = "application/cloudevents-batch+json";
        return Stream.of(
                row("a batch that is no array", "/events", batch, GOOD.getBytes(UTF_8), 400, "validationErrors"),
                row("a batch that breaks off", "/events", batch, ("[" + GOOD).getBytes(UTF_8), 400, "validationErrors"),
                row("a batch over 1 MiB", "/events", batch, padded(1_024 * 1_024 + 1), 413, "{\"errors\":"),
                row(
                        "an id that is no UUID",
                        "/subscriptions/1/pause",
                        Calls.FHIR,
                        new byte[0],
                        400,
                        "{\"errors\":\"Please provide a valid subscription ID in UUID4 format\"}"),
                row(
                        "an id that nobody has",
                        "/subscriptions/0b6f3c2e-9d5a-4a55-8f37-0d9a1f6b7c11/pause",
                        Calls.FHIR,
                        new byte[0],
                        404,
                        "{\"errors\":\"Not found\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isRefusedAndTheNextGoodEventIsDelivered(Row row) {
        var answer = Calls.post(node.url() + row.path(), row.type(), row.body());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.status());
        assertThat(answer.body()).contains(row.says()).doesNotContain("xception", "hidden");
        assertThat(answer.headers().firstValue("X-Correlation-ID")).isPresent();
        var id = "good " + published++;
        node.publish(GOOD.replace("ID", id));
        var before = sink.received().size();
        assertThat(sink.await(Math.max(before, (int) published))
                        .get((int) published - 1)
                        .eventId())
                .isEqualTo(id);
    }

    /** Everything in the log is replayed, to one who takes all: only what was answered 200 is there. */
    @Test
    void theLogAndTheRegistryHoldOnlyWhatWasGood() {
        for (var row : List.copyOf(rows().toList())) {
            Calls.post(node.url() + row.path(), row.type(), row.body());
        }
        try (var all = new Sink()) {
            var reader = node.subscribe("eventType=" + TYPE, all.url());
            var range = "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\""
                    + Instant.now().plusSeconds(60) + "\"}";
            var answer = node.call("POST", "/subscriptions/" + reader.id() + "/replay", range);
            assertThat(answer.statusCode()).isEqualTo(204);

            node.publish(GOOD.replace("ID", "good " + published++));

            all.await((int) published);
            assertThat(all.eventIds()).hasSize((int) published).allMatch(id -> id.startsWith("good "));
            assertThat(node.get("/subscriptions").get("entry")).hasSize(2);
            node.call("DELETE", "/subscriptions/" + reader.id(), "");
            sink.await((int) published);
            assertThat(node.status(subscription).at("/health/status").asText()).isEqualTo("active");
        }
    }

    private static Row event(String name, String body, String says) {
        return row("event: " + name, "/events", Calls.CLOUDEVENT, body.getBytes(UTF_8), 400, says);
    }

    private static Row hook(String name, String body, String says) {
        return row("subscription: " + name, "/subscriptions", Calls.FHIR, body.getBytes(UTF_8), 400, says);
    }

    private static Row row(String name, String path, String type, byte[] body, int status, String says) {
        return new Row(name, path, type, body, status, says);
    }

    private static String with(String member) {
        return GOOD.substring(0, GOOD.length() - 1) + "," + member + "}";
    }

    private static byte[] padded(int length) {
        return (" ".repeat(length - GOOD.length()) + GOOD).getBytes(UTF_8);
    }
}
