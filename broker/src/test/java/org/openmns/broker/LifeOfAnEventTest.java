package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.index.CriteriaIndex;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.criteria.Criteria;
import org.openmns.event.Offset;
import org.openmns.subscription.Signature;
import org.openmns.subscription.SubscriptionId;

/** One event on its whole way through a real node, in the order of README's "The life of an event". */
@OnBothDatabases
class LifeOfAnEventTest {

    private static final String TYPE = "patientflags-change-1";
    private static final String MATCHING = "eventType='" + TYPE + "' AND generalpractitioner='XY11'";
    private static final String OTHER = "eventType='" + TYPE + "' AND generalpractitioner='AB22'";

    @TempDir
    private Path directory;

    @Test
    void anEventIsWrittenMatchedDeliveredAndCheckpointedAndWhoDoesNotMatchGetsNothing() throws Exception {
        try (var sink = new Sink();
                var other = new Sink();
                var journal = new JournalReader(directory);
                var node = RunningNode.start(directory)) {
            var subscribed = node.subscribe(MATCHING, sink.url());
            var twin = node.subscribe(OTHER, other.url());

            // 1 POST /events: answered only when the event is on disk.
            var body = RunningNode.event(TYPE, "flag-1", "9912003888", Map.of("generalpractitioner", "XY11"));
            var answer = node.send(body);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"id\":\"flag-1\"}");

            // 2, 3, 4 Ingress, PublishBatch, TopicEntity: one row of events in the topic's journal.
            var rows = publishedIn(journal);
            var row = rows.get(0);
            var event = row.events().get(0);
            assertThat(rows).hasSize(1);
            assertThat(row.events()).hasSize(1);
            assertThat(event.id().id()).isEqualTo("flag-1");
            assertThat(event.filtering().get("generalpractitioner")).isEqualTo("XY11");

            // 5 CriteriaIndex: of the two subscriptions this event matches the one.
            assertThat(matchesOf(row, Map.of(subscribed.id(), MATCHING, twin.id(), OTHER)))
                    .containsExactly(SubscriptionId.of(subscribed.id()));

            // 6, 7, 8 Notify, SubscriptionEntity, Webhook: one signed request, without what was for filtering only.
            var request = sink.await(1).get(0);
            assertThat(request.eventId()).isEqualTo("flag-1");
            assertThat(request.body()).doesNotContain("filtering", "XY11");
            assertThat(request.header("content-type")).isEqualTo("application/json");
            assertThat(request.header("x-correlation-id"))
                    .isEqualTo(answer.headers().firstValue("X-Correlation-ID").orElseThrow());
            assertThat(isSigned(request, subscribed.secret())).isTrue();
            assertThat(node.status(subscribed).path("position").path("lagging").asBoolean())
                    .as("pushed, not read from the log")
                    .isFalse();

            // 9 Checkpointed: in the subscription's journal, with the event's offset, and never the event itself.
            var checkpoint = Eventually.get("a checkpoint", () -> checkpointOf(journal, subscribed.id()));
            assertThat(checkpoint.toString())
                    .contains("settled=" + Offset.of(row.sequence(), 0), "delivered=1")
                    .doesNotContain("flag-1");
            assertThat(journal.namesOf(subscribed.id())).containsExactly("Subscribed", "Announced", "Checkpointed");

            // And when it is quiet, the topic writes down that everything has settled.
            Eventually.holds(
                    "the topic has settled", () -> lastOf(journal).equals(Optional.of(Offset.of(row.sequence(), 0))));

            // The negative twin: nothing was sent to it, and nothing was written for it.
            assertThat(other.received()).isEmpty();
            assertThat(journal.namesOf(twin.id())).containsExactly("Subscribed", "Announced");
            assertThat(sink.received()).hasSize(1);
        }
    }

    private static List<EventsPublished> publishedIn(JournalReader journal) {
        return journal.topic(TYPE).stream()
                .filter(EventsPublished.class::isInstance)
                .map(EventsPublished.class::cast)
                .toList();
    }

    private static List<SubscriptionId> matchesOf(EventsPublished row, Map<String, String> criteria) {
        var index = new CriteriaIndex(new CohortTable());
        new HashMap<>(criteria).forEach((id, text) -> index.put(SubscriptionId.of(id), Criteria.parse(text)));
        var matching = new ArrayList<SubscriptionId>();
        row.events().forEach(event -> index.match(event, matching::add));
        return matching;
    }

    private static boolean isSigned(Sink.Received request, String secret) {
        return Signature.verify(
                List.of(secret),
                request.header("webhook-id"),
                request.header("webhook-timestamp"),
                request.body().getBytes(UTF_8),
                request.header("webhook-signature"),
                Instant.now());
    }

    private static Optional<Object> checkpointOf(JournalReader journal, String subscription) {
        return journal.subscription(subscription).stream()
                .filter(fact -> fact.getClass().getSimpleName().equals("Checkpointed"))
                .findFirst();
    }

    private static Optional<Long> lastOf(JournalReader journal) {
        return journal.topic(TYPE).stream()
                .filter(Settled.class::isInstance)
                .map(fact -> ((Settled) fact).marks().settledThrough())
                .reduce((first, second) -> second);
    }
}
