package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops in good order and starts on the same data goes on as if nothing had been. */
@OnBothDatabases
class RestartTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final String ALL = "eventType='" + TYPE + "'";

    @TempDir
    private Path directory;

    @Test
    void whatWasDeliveredIsNotRepeatedAndTheSamePublicationIsStillRecognised() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            var subscribed = node.subscribe(ALL, sink.url());
            node.publish(TYPE, "before", "9912003888");
            sink.await(1);

            node.restart();
            node.publish(TYPE, "before", "9912003888");
            node.publish(TYPE, "after", "9912003888");
            sink.await(2);
            node.restart();
            node.publish(TYPE, "last", "9912003888");
            sink.await(3);

            assertThat(sink.eventIds()).containsExactly("before", "after", "last");
            assertThat(node.get("/subscriptions").path("entry")).hasSize(1);
            assertThat(delivered(node, subscribed)).isEqualTo(3);
        }
    }

    @Test
    void whatIsInFlightAtTheStopIsFinishedAndTheRestIsDeliveredAfterwardsEachOnce() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            node.subscribe(ALL, sink.url(), "{\"inFlightMax\":2}");
            var address = URI.create(node.url());
            // Answers only once the node no longer accepts connections: it is stopping.
            sink.answering(request -> {
                Eventually.holds("the door is closed", () -> !accepts(address));
                return 204;
            });
            var ids =
                    IntStream.range(0, 6).mapToObj(number -> "event-" + number).toList();
            ids.forEach(id -> node.publish(TYPE, id, "patient-" + id));
            sink.await(2);

            node.restart();
            sink.await(6);
            node.restart();
            node.publish(TYPE, "last", "9912003888");
            sink.await(7);

            assertThat(sink.eventIds()).containsOnlyOnceElementsOf(ids).hasSize(7);
        }
    }

    @Test
    void aPauseSurvivesAndNothingPublishedMeanwhileIsLost() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            var subscribed = node.subscribe(ALL, sink.url());
            node.act(subscribed, "pause");
            node.publish(TYPE, "one", "9912003888");

            node.restart();
            node.publish(TYPE, "two", "9912003888");
            var status = node.status(subscribed);
            assertThat(status.path("health").path("paused").asBoolean()).isTrue();
            assertThat(status.path("position").path("behind").path("events").asLong())
                    .isEqualTo(2);
            assertThat(sink.received()).isEmpty();
            node.act(subscribed, "resume");

            sink.await(2);
            assertThat(sink.eventIds()).containsExactly("one", "two");
        }
    }

    @Test
    void ofASubscriptionThatIsDeletedNothingIsLeftButThat() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory);
                var journal = new JournalReader(directory)) {
            var subscribed = node.subscribe(ALL, sink.url());
            node.publish(TYPE, "one", "9912003888");
            sink.await(1);
            var path = "/subscriptions/" + subscribed.id();
            assertThat(node.call("DELETE", path, "").statusCode()).isEqualTo(204);

            assertThat(journal.namesOf(subscribed.id())).containsExactly("Unsubscribed", "Announced");
            node.restart();
            assertThat(node.call("DELETE", path, "").statusCode()).isEqualTo(404);
            node.publish(TYPE, "two", "9912003888");
            assertThat(node.get("/subscriptions").path("entry")).isEmpty();
            assertThat(sink.eventIds()).containsExactly("one");
        }
    }

    @Test
    void aRetrySurvivesWithTheAttemptsItHasUsedUp() {
        try (var sink = new Sink().answering(500);
                var node = RunningNode.start(directory)) {
            var subscribed = node.subscribe(ALL, sink.url(), "{\"retries\":[\"PT0.01S\",\"PT1.5S\"]}");
            node.publish(TYPE, "one", "9912003888");
            sink.await(2);

            node.restart();
            sink.await(3);
            Eventually.holds(
                    "a dead letter", () -> !deadLetters(node, subscribed).isEmpty());

            assertThat(deadLetters(node, subscribed))
                    .singleElement()
                    .satisfies(letter ->
                            assertThat(letter.path("attempts").asInt()).isEqualTo(3));
            assertThat(sink.received()).hasSize(3);
            assertThat(sink.received().stream()
                            .map(request -> request.header("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    private static long delivered(RunningNode node, RunningNode.Subscribed subscription) {
        return node.status(subscription).path("counts").path("delivered").asLong();
    }

    private static List<JsonNode> deadLetters(RunningNode node, RunningNode.Subscribed subscription) {
        var page = node.get("/subscriptions/" + subscription.id() + "/dead-letters");
        return StreamSupport.stream(page.path("deadLetters").spliterator(), false)
                .toList();
    }

    private static boolean accepts(URI address) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
