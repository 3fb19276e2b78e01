package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.RunningNode.Subscribed;
import org.openmns.broker.Sink;

/** What a subscriber does with a subscription from its creation to its end, each test on a topic of its own. */
@OnBothDatabases
class SubscriberJourneyTest {

    private static final String SUBJECT = "9000000009";
    private static final String NOT_FOUND = "{\"errors\":\"Not found\"}";

    @TempDir
    static Path directory;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everyDeliveryIsSignedAndBothSecretsVerifyWhileOneRetires() {
        var type = "pds-change-of-gp-2";
        try (var sink = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, sink.url());
            node.publish(type, "before", SUBJECT);
            sink.await(1);

            var answer = node.call("POST", Listings.path(subscription, "/secret/rotate"), "");
            var next = Calls.json(answer.body()).get("secret").asText();
            node.publish(type, "after", SUBJECT);

            var requests = sink.await(2);
            assertThat(next).startsWith("whsec_").isNotEqualTo(subscription.secret());
            assertThat(Signed.with(subscription.secret(), requests.get(0))).isTrue();
            assertThat(Signed.with(next, requests.get(0))).isFalse();
            assertThat(Signed.with(subscription.secret(), requests.get(1))).isTrue();
            assertThat(Signed.with(next, requests.get(1))).isTrue();
        }
    }

    @Test
    void theSecretIsShownAtCreationAndByNoLaterRead() {
        var created = node.subscribe("eventType=pds-record-change-2", "http://127.0.0.1:9/none");

        for (var part : List.of("", "/status", "/attempts", "/dead-letters")) {
            assertThat(node.get(Listings.path(created, part)).toString()).doesNotContain("whsec_");
        }
        assertThat(node.get("/subscriptions").toString()).contains(created.id()).doesNotContain("whsec_");
    }

    @Test
    void aPausedSubscriptionGetsNothingAndOnResumeAllInOrder() {
        var type = "pds-death-notification-2";
        try (var paused = new Sink();
                var live = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, paused.url());
            node.subscribe("eventType=" + type, live.url());
            node.act(subscription, "pause");

            var ids = publish(type, "p", 20);
            live.await(20);
            assertThat(paused.received()).isEmpty();
            assertThat(node.status(subscription).at("/health/paused").asBoolean())
                    .isTrue();

            node.act(subscription, "resume");
            paused.await(20);
            assertThat(paused.eventIds()).isEqualTo(ids);
        }
    }

    @Test
    void newCriteriaApplyToTheNextEvent() {
        var type = "patientflags-change-1";
        try (var sink = new Sink()) {
            var subscription = node.subscribe("eventType=" + type + " AND flagtype='NRAF'", sink.url());
            publishFlag("one", "NRAF");
            publishFlag("not yet", "FGM");
            sink.await(1);

            var changed = RunningNode.subscription("eventType=" + type + " AND flagtype='FGM'", sink.url(), "{}");
            var answer = node.call("PUT", Listings.path(subscription, ""), changed);
            publishFlag("not any more", "NRAF");
            publishFlag("two", "FGM");

            assertThat(answer.statusCode()).isEqualTo(204);
            sink.await(2);
            assertThat(sink.eventIds()).containsExactly("one", "two");
            assertThat(node.get(Listings.path(subscription, "")).get("criteria").asText())
                    .endsWith("flagtype='FGM'");
        }
    }

    @Test
    void aDeletedSubscriptionGetsNothingMoreAndIsNotFound() {
        var type = "nhs-number-change-2";
        try (var deleted = new Sink();
                var live = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, deleted.url());
            node.subscribe("eventType=" + type, live.url());
            publish(type, "d", 1);
            deleted.await(1);

            var answer = node.call("DELETE", Listings.path(subscription, ""), "");
            publish(type, "e", 3);

            assertThat(answer.statusCode()).isEqualTo(204);
            live.await(4);
            assertThat(deleted.eventIds()).containsExactly("d0");
            for (var call :
                    List.of("GET ", "DELETE ", "GET /status", "POST /pause", "GET /dead-letters", "POST /test")) {
                var parts = call.split(" ", -1);
                var gone = node.call(parts[0], Listings.path(subscription, parts[1]), "");
                assertThat(gone.statusCode()).as(call).isEqualTo(404);
                assertThat(gone.body()).as(call).isEqualTo(NOT_FOUND);
            }
        }
    }

    @Test
    void anEndpointThatAnswers410TurnsItsSubscriptionOff() {
        var type = "gpreg-change-gp-req-1";
        try (var gone = new Sink().answering(410);
                var live = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, gone.url());
            node.subscribe("eventType=" + type, live.url());
            publish(type, "g", 1);

            awaitOff(subscription);
            publish(type, "h", 3);

            live.await(4);
            assertThat(gone.received()).hasSize(1);
            var shown = node.get(Listings.path(subscription, ""));
            assertThat(shown.get("error").asText()).contains("410");
            for (var call : List.of("/resume", "/pause", "/test")) {
                assertThat(node.call("POST", Listings.path(subscription, call), "")
                                .statusCode())
                        .as(call)
                        .isEqualTo(409);
            }
            assertThat(gone.received()).hasSize(1);
        }
    }

    @Test
    void aSubscriptionTurnsOffWhenItsEndHasPassed() {
        var type = "vrs-proxy-role-created-1";
        try (var ended = new Sink();
                var live = new Sink()) {
            var end = Instant.now().plusSeconds(2);
            var answer = node.call("POST", "/subscriptions", withEnd("eventType=" + type, ended.url(), end));
            var subscription =
                    new Subscribed(Calls.json(answer.body()).get("id").asText(), "");
            node.subscribe("eventType=" + type, live.url());
            publish(type, "i", 1);
            ended.await(1);

            Eventually.holds("its end has passed", () -> Instant.now().isAfter(end));
            publish(type, "j", 3);

            live.await(4);
            awaitOff(subscription);
            assertThat(ended.eventIds()).containsExactly("i0");
            assertThat(node.get(Listings.path(subscription, "")).get("status").asText())
                    .isEqualTo("off");
        }
    }

    @Test
    void creatingTwiceMakesTwoSubscriptionsUnlessAKeySaysItIsTheSame() {
        var type = "vrs-proxy-role-deleted-1";
        try (var sink = new Sink()) {
            var body = RunningNode.subscription("eventType=" + type, sink.url(), "{}");
            var key = UUID.randomUUID().toString();

            var first = Calls.post(node.url() + "/subscriptions", Calls.FHIR, body, "Idempotency-Key", key);
            var again = Calls.post(node.url() + "/subscriptions", Calls.FHIR, body, "Idempotency-Key", key);
            var another = Calls.post(node.url() + "/subscriptions", Calls.FHIR, body);
            publish(type, "k", 1);

            assertThat(List.of(first.statusCode(), again.statusCode(), another.statusCode()))
                    .containsOnly(201);
            assertThat(id(again.body())).isEqualTo(id(first.body())).isNotEqualTo(id(another.body()));
            var requests = sink.await(2);
            assertThat(requests)
                    .extracting(request -> request.header("webhook-id"))
                    .doesNotHaveDuplicates();
        }
    }

    private static void awaitOff(Subscribed subscription) {
        Eventually.holds(
                "the subscription is off",
                () -> node.status(subscription).at("/health/status").asText().equals("off"));
    }

    /** Events about one patient, so that they are delivered one after another. */
    private static List<String> publish(String type, String prefix, int count) {
        var ids = IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
        ids.forEach(id -> node.publish(type, id, SUBJECT));
        return ids;
    }

    private static void publishFlag(String id, String flag) {
        node.publish(RunningNode.event("patientflags-change-1", id, SUBJECT, Map.of("flagtype", flag)));
    }

    private static String withEnd(String criteria, String endpoint, Instant end) {
        var body = RunningNode.subscription(criteria, endpoint, "{}");
        return "{\"end\":\"" + end + "\"," + body.substring(1);
    }

    private static String id(String body) {
        return Calls.json(body).get("id").asText();
    }
}
