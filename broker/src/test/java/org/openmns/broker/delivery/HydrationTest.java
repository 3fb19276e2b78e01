package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.HostPatterns;

class HydrationTest {

    private static final Map<String, String> CREDENTIALS =
            Map.of("Authorization", "Bearer theirs", "Connection", "close", "Accept-Encoding", "gzip");
    private static final Hydration NAMED = new Hydration(true, CREDENTIALS, new HostPatterns(Set.of("127.0.0.1")));
    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"1\",\"decimal\":1.00, \"x\":\"é\"}";
    private static final Webhook webhook =
            new Webhook(Samples.settings(), "https://mns.example", Resolver.SYSTEM, Clock.systemUTC());

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @Test
    void deliversWhatTheEventRefersToReadWithTheSubscribersCredentials() throws Exception {
        try (var source = new Sink(answer(PATIENT));
                var sink = new Sink(status(200))) {
            var outcome = outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()));

            assertThat(outcome.verdict()).isEqualTo(Verdict.DELIVERED);
            assertThat(source.next().head()).first().isEqualTo("GET /hooks/mns?key=hidden HTTP/1.1");
            assertThat(sink.next().body())
                    .endsWith(",{\"fullUrl\":\"" + source.url() + "\",\"resource\":" + PATIENT
                            + ",\"request\":{\"method\":\"GET\",\"url\":\"" + source.url()
                            + "\"},\"response\":{\"status\":\"200\"}}]}");
        }
    }

    @Test
    void sendsOnlyTheHeadersThatAreASubscribersToSet() throws Exception {
        try (var source = new Sink(answer(PATIENT));
                var sink = new Sink(status(200))) {
            outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()));

            assertThat(source.next().head())
                    .contains("Authorization: Bearer theirs", "User-Agent: OpenMNS")
                    .noneMatch(line -> line.contains("close") || line.contains("gzip") || line.contains("webhook"));
        }
    }

    @Test
    void readsNothingForAnEventWithoutAReference() throws Exception {
        try (var sink = new Sink(status(200))) {
            outcome(sink, Payload.FHIR_JSON, Optional.empty());

            assertThat(sink.next().body()).doesNotContain("focus").endsWith("\"response\":{\"status\":\"200\"}}]}");
        }
    }

    @Test
    void readsNothingForAPayloadThatIsNotFhir() throws Exception {
        try (var source = new Sink(answer(PATIENT));
                var sink = new Sink(status(200))) {
            outcome(sink, Payload.JSON, Optional.of(source.url()));

            assertThat(sink.next().body()).isEqualTo(Samples.BODY);
            assertThat(source.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 404 No\\nContent-Length: 0\\n\\n | HTTP 404",
                "HTTP/1.1 204 Empty\\n\\n | HTTP 204",
                "HTTP/1.1 302 Else\\nLocation: http://127.0.0.1/\\nContent-Length: 0\\n\\n | HTTP 302",
                "HTTP/1.1 200 OK\\nContent-Length: 0\\n\\n | not a JSON object",
                "HTTP/1.1 200 OK\\nContent-Length: 2\\n\\n[] | not a JSON object",
                "HTTP/1.1 200 OK\\nContent-Length: 4\\n\\n{}{} | not a JSON object",
                "HTTP/1.1 200 OK\\nContent-Length: 6\\n\\n{\"a\":1 | not a JSON object",
                "HTTP/1.1 200 OK\\nContent-Length: 9\\n\\n{\"a\": {}] | not a JSON object",
                "nonsense\\n\\n | the answer is not HTTP"
            })
    void retriesWhereTheReferenceCannotBeRead(String answer, String why) throws Exception {
        try (var source = new Sink(says(answer.replace("\\n", "\n")));
                var sink = new Sink(status(200))) {
            var outcome = outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()));

            assertThat(outcome)
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("hydration: " + why, Outcome::detail)
                    .returns(Optional.empty(), Outcome::httpStatus);
            assertThat(sink.connections).hasValue(0);
        }
    }

    @Test
    void retriesWhereTheAnswerBreaksOff() throws Exception {
        try (var source = new Sink((request, out) -> {
                    Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                    out.close();
                });
                var sink = new Sink(status(200))) {
            assertThat(outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()))
                            .detail())
                    .isEqualTo("hydration: connection closed before the answer");
        }
    }

    @Test
    void refusesUtf16ThatAJsonParserWouldTake() throws Exception {
        var utf16 = new String(new byte[] {'{', 0, '}', 0}, US_ASCII);
        try (var source = new Sink(answer(utf16));
                var sink = new Sink(status(200))) {
            assertThat(outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()))
                            .detail())
                    .isEqualTo("hydration: not a JSON object");
        }
    }

    @Test
    void refusesMoreThanAMebibyte() throws Exception {
        try (var source = new Sink(answer("{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}"));
                var sink = new Sink(status(200))) {
            assertThat(outcome(sink, Payload.FHIR_JSON, Optional.of(source.url()))
                            .detail())
                    .isEqualTo("hydration: answer larger than 1048576 bytes");
            assertThat(source.wasHungUp()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "urn:uuid:1, dataref is not an http or https URL",
        "http://10.0.0.1/Patient/1, address not allowed",
        "http://169.254.169.254/latest/meta-data, address not allowed",
        "http://nobody.invalid/, name not found"
    })
    void readsNothingFromWhereNoWebhookMayGo(String dataref, String why) throws Exception {
        try (var sink = new Sink(status(200))) {
            assertThat(outcome(sink, Payload.FHIR_JSON, Optional.of(dataref)))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("hydration: " + why, Outcome::detail);
        }
    }

    @Test
    void countsReadingTheReferenceIntoTheDeadline() throws Exception {
        try (var source = new Sink(says("HTTP/1.1 200 OK\nContent-Length: 100\n\n{"));
                var sink = new Sink(status(200))) {
            var attempt =
                    Samples.within(Duration.ofSeconds(1), attempt(sink, Payload.FHIR_JSON, Optional.of(source.url())));

            assertThat(webhook.attempt(attempt)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .detail())
                    .isEqualTo("timed out after 1 s");
            assertThat(source.wasHungUp()).isTrue();
            assertThat(sink.connections).hasValue(0);
        }
    }

    /** Whoever publishes writes the reference, and could have them sent to itself. */
    @Test
    void aHostThatTheSubscriberDidNotNameIsReadWithoutItsCredentials() throws Exception {
        try (var source = new Sink(answer(PATIENT));
                var sink = new Sink(status(200))) {
            var elsewhere = new Hydration(true, CREDENTIALS, new HostPatterns(Set.of("localhost", "*.0.0.1.example")));
            var before = new Hydration(true, CREDENTIALS);
            for (var hydration : List.of(elsewhere, before)) {
                assertThat(Webhooks.outcome(webhook, attempt(sink, hydration, source.url()))
                                .verdict())
                        .isEqualTo(Verdict.DELIVERED);
                assertThat(source.next().head())
                        .contains("User-Agent: OpenMNS")
                        .noneMatch(line -> line.contains("theirs"));
                assertThat(sink.next().body()).contains(PATIENT);
            }
        }
    }

    @Test
    void readsNothingFromAHostThatTheApplicationMayNotUse() throws Exception {
        var bound = AllowedHosts.of(List.of("gp-1=127.0.0.1"));
        try (var source = new Sink(answer(PATIENT));
                var sink = new Sink(status(200));
                var webhook = new Webhook(
                        Samples.settings(), bound, "https://mns.example", Resolver.SYSTEM, Clock.systemUTC())) {
            var attempt = attempt(sink, NAMED, "http://localhost:" + source.port() + "/");

            assertThat(Webhooks.outcome(webhook, attempt))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("hydration: host not allowed", Outcome::detail);
            assertThat(source.connections).hasValue(0);
            assertThat(sink.connections).hasValue(0);
        }
    }

    private static Sink.Answer answer(String json) {
        var length = json.getBytes(UTF_8).length;
        return (request, out) -> Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + json);
    }

    private static Outcome outcome(Sink sink, Payload payload, Optional<String> dataref) throws Exception {
        return Webhooks.outcome(webhook, attempt(sink, payload, dataref));
    }

    private static Attempt attempt(Sink sink, Payload payload, Optional<String> dataref) {
        return attempt(new RestHook(sink.url(), payload, List.of(), NAMED), dataref);
    }

    private static Attempt attempt(Sink sink, Hydration hydration, String dataref) {
        return attempt(new RestHook(sink.url(), Payload.FHIR_JSON, List.of(), hydration), Optional.of(dataref));
    }

    private static Attempt attempt(RestHook hook, Optional<String> dataref) {
        return Samples.attempt(hook, Samples.event(Optional.empty(), dataref, Optional.empty()));
    }
}
