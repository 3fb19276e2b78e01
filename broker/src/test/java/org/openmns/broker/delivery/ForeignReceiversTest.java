package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.cloudevents.http.HttpMessageFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.delivery.Sink.Received;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Secrets;

/** Libraries that we did not write take what we deliver. */
class ForeignReceiversTest {

    private static final String NEW_SECRET = "whsec_bmV3IHNlY3JldCwgbG9uZyBlbm91Z2ghIQ==";
    private static final Webhook webhook =
            new Webhook(Samples.settings(), "https://mns.example", Resolver.SYSTEM, Clock.systemUTC());

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @ParameterizedTest
    @EnumSource(Payload.class)
    void theStandardWebhooksLibraryVerifiesEveryPayload(Payload payload) throws Exception {
        var request = delivered(payload, Secrets.first(Samples.SECRET));

        verifyWith(Samples.SECRET, request);
        assertThatThrownBy(() -> verifyWith(NEW_SECRET, request)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void theStandardWebhooksLibraryVerifiesWithEitherSecretDuringARotation() throws Exception {
        var rotated = Secrets.first(Samples.SECRET).rotated(NEW_SECRET, Instant.now());
        var request = delivered(Payload.JSON, rotated);

        verifyWith(Samples.SECRET, request);
        verifyWith(NEW_SECRET, request);
    }

    @Test
    void theCloudEventsSdkReadsADeliveredEvent() throws Exception {
        var request = delivered(Payload.CLOUDEVENTS_JSON, Secrets.first(Samples.SECRET));

        var event = HttpMessageFactory.createReader(
                        headers(request), request.body().getBytes(UTF_8))
                .toEvent();

        assertThat(event.getId()).isEqualTo("236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b");
        assertThat(event.getSource()).hasToString("uk.nhs.personal-demographics-service");
        assertThat(event.getType()).isEqualTo("pds-change-of-gp-2");
        assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2020-06-01T13:00:00Z"));
        assertThat(event.getSubject()).isEqualTo("9912003888");
        // To CloudEvents, MNS's own attributes are extensions.
        assertThat(event.getExtensionNames()).containsExactlyInAnyOrder("dataref", "versionid");
        assertThat(event.getExtension("dataref")).isEqualTo(Samples.DATAREF);
        assertThat(event.getExtension("versionid")).isEqualTo("W/\"16\"");
    }

    private static Received delivered(Payload payload, Secrets secrets) throws Exception {
        try (var sink = new Sink(Sink.status(200))) {
            var usual = Samples.attempt(
                    new RestHook(sink.url(), payload, List.of(), Hydration.OFF),
                    Samples.event(Optional.of("9912003888"), Optional.of(Samples.DATAREF), Optional.empty()));
            var attempt = new Attempt(usual.recipient(), usual.channel(), secrets, usual.occurrence(), usual.timeout());
            var outcome = webhook.attempt(attempt).toCompletableFuture().get(10, TimeUnit.SECONDS);

            assertThat(outcome.verdict()).isEqualTo(Verdict.DELIVERED);
            return sink.next();
        }
    }

    private static void verifyWith(String secret, Received request) throws Exception {
        var headers = List.of("webhook-id", "webhook-timestamp", "webhook-signature").stream()
                .collect(Collectors.toMap(Function.identity(), name -> List.of(request.header(name))));
        new com.standardwebhooks.Webhook(secret).verify(request.body(), headers);
    }

    private static Map<String, String> headers(Received request) {
        return Map.of("Content-Type", request.header("Content-Type"));
    }
}
