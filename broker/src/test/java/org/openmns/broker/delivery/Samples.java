package org.openmns.broker.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** One event, one subscription, and attempts to bring them together. */
final class Samples {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final SubscriptionId SUBSCRIPTION = SubscriptionId.of("1f0f7c3e-9a68-4c5b-8b0e-2d6f4a7b9c11");
    static final Attempt.Recipient RECIPIENT = new Attempt.Recipient(SUBSCRIPTION, "gp-1");
    static final long OFFSET = Offset.of(7, 3);
    static final String WEBHOOK_ID = "msg_1f0f7c3e9a684c5b8b0e2d6f4a7b9c11_9tz7";
    static final String DATAREF = "https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/9912003888";
    static final String BODY = "{\"specversion\":\"1.0\",\"id\":\"236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b\","
            + "\"source\":\"uk.nhs.personal-demographics-service\",\"type\":\"pds-change-of-gp-2\","
            + "\"time\":\"2020-06-01T13:00:00Z\",\"subject\":\"9912003888\",\"dataref\":\"" + DATAREF
            + "\",\"versionid\":\"W/\\\"16\\\"\"}";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Samples() {}

    static Event event() {
        return event(Optional.of("9912003888"), Optional.of(DATAREF), Optional.of("W/\"16\""));
    }

    static Event event(Optional<String> subject, Optional<String> dataref, Optional<String> versionid) {
        var attributes = new Event.Attributes(
                new TopicName("pds-change-of-gp-2"),
                new EventId("uk.nhs.personal-demographics-service", "236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b"),
                "2020-06-01T13:00:00Z",
                subject,
                new Event.Reference(dataref, versionid));
        var trace = new Event.Trace(
                "a7e2c1f4-correlation", Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        return new Event(attributes, Filtering.NONE, JsonBytes.of(BODY), trace);
    }

    static Attempt attempt(String endpoint, Header... headers) {
        return attempt(new RestHook(endpoint, Payload.JSON, List.of(headers), Hydration.OFF), event());
    }

    static Attempt attempt(RestHook hook, Event event) {
        return new Attempt(RECIPIENT, hook, Secrets.first(SECRET), new Occurrence(OFFSET, event), TIMEOUT);
    }

    static Attempt within(Duration timeout, Attempt attempt) {
        return new Attempt(attempt.recipient(), attempt.channel(), attempt.secrets(), attempt.occurrence(), timeout);
    }

    /** The sandbox's settings: loopback is where the tests' endpoints are. */
    static WebhookSettings settings() {
        var production = WebhookSettings.defaults();
        return new WebhookSettings(
                true, production.trustedCertificates(), 2, production.limits(), production.connections());
    }

    /** Those of production, but in plain text: so that it is the guard that refuses. */
    static WebhookSettings guarded() {
        var production = WebhookSettings.defaults();
        var egress = new WebhookSettings.Egress(false, true, Duration.ofSeconds(30), Optional.empty());
        return new WebhookSettings(
                egress, production.trustedCertificates(), 2, production.limits(), production.connections());
    }
}
