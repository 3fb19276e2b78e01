package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.FloodedDoor.ANY;
import static org.openmns.http.FloodedDoor.isRefused;
import static org.openmns.http.FloodedDoor.publish;
import static org.openmns.http.FloodedDoor.sentBy;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.FairShare;

/** One application that publishes all it can, others that publish little, and a topic that answers late. */
class FloodTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final FloodedDoor flooded = new FloodedDoor(actors);
    private final FloodedDoor.Late publisher = flooded.publisher;

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void onlyTheFloodIsRefusedAndTheOthersAreTakenAsIfItWereNotThere() {
        for (var seed = 0L; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            var door = flooded.door(new FairShare(60), ANY);
            var own = new ArrayList<CompletionStage<HttpResponse>>();
            var refused = 0;
            for (var step = 0; step < 1_000; step++) {
                refused += isRefused(publish(door, "flooding")) ? 1 : 0;
                own.removeIf(sent -> sent.toCompletableFuture().isDone());
                if (random.nextInt(3) == 0 && own.size() < 20) {
                    var sent = publish(door, random.nextBoolean() ? "modest" : "quiet");
                    assertThat(isRefused(sent)).as("seed %d", seed).isFalse();
                    own.add(sent);
                }
                if (random.nextInt(4) == 0 && !publisher.waiting.isEmpty()) {
                    publisher.waiting.removeFirst().complete(1L);
                }
            }
            assertThat(refused).isGreaterThan(100);
            publisher.waiting.forEach(promise -> promise.complete(1L));
            publisher.waiting.clear();
        }
    }

    @Test
    void theRefusalSaysWhoseItIsAndNothingWasTaken() {
        var door = flooded.door(new FairShare(1), ANY);
        publish(door, "flooding");

        var answer = Api.answer(publish(door, "flooding"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"errors\":\"You have as many events under way as are your share at the moment, please"
                        + " try again\"}");
        assertThat(publisher.taken).isEqualTo(1);
        publisher.waiting.removeFirst().complete(1L);
        assertThat(isRefused(publish(door, "flooding"))).isFalse();
    }

    @Test
    void aBatchCountsByItsEventsAndALargeEventAsSeveral() {
        var door = flooded.door(new FairShare(10), ANY);
        publish(door, "flooding");
        var batch = "[" + String.join(",", Collections.nCopies(10, Api.EVENT)) + "]";
        var sent = door.apply(sentBy(
                "flooding",
                HttpRequest.POST("/events").withEntity(Api.type("cloudevents-batch+json"), batch.getBytes(UTF_8))));
        var large = door.apply(sentBy(
                "flooding",
                Api.event(
                        Api.EVENT.replace("\"filtering\"", "\"data\":\"" + "x".repeat(20_000) + "\",\"filtering\""))));

        assertThat(isRefused(sent)).isTrue();
        assertThat(isRefused(large)).isTrue();
        assertThat(publisher.taken).isEqualTo(1);
    }

    @Test
    void aFloodIsRefusedBeforeItsEventsAreParsed() {
        var door = flooded.door(new FairShare(1), ANY);
        publish(door, "flooding");

        var sent = door.apply(sentBy("flooding", Api.event("no event")));

        assertThat(isRefused(sent)).isTrue();
    }

    @Test
    void aBodyTakesNoMoreThanCouldBeReadOfItWhateverItSays() {
        var door = flooded.door(new FairShare(10_000), ANY);
        publish(door, "flooding");
        var huge = HttpEntities.create(Api.type("cloudevents+json"), Long.MAX_VALUE, Source.maybe());

        var sent = door.apply(sentBy("flooding", HttpRequest.POST("/events").withEntity(huge)));

        assertThat(Api.answer(sent).status()).isEqualTo(413);
    }

    @Test
    void aRefusedBodyThatNeverComesIsWaitedForAsLongAsAnyOther() {
        var door = flooded.door(new FairShare(1), ANY);
        publish(door, "flooding");
        var stalled = HttpEntities.createChunked(Api.type("cloudevents-batch+json"), Source.maybe());

        var sent = door.apply(sentBy("flooding", HttpRequest.POST("/events").withEntity(stalled)));

        assertThat(Api.answer(sent).status()).isEqualTo(503);
        publisher.waiting.removeFirst().complete(1L);
        assertThat(isRefused(publish(door, "flooding"))).isFalse();
    }

    @Test
    void aBatchOfUnknownLengthIsCountedOnceItIsRead() {
        var door = flooded.door(new FairShare(10), ANY);
        publish(door, "flooding");

        var refused = door.apply(sentBy("flooding", chunked(10)));

        assertThat(Api.answer(refused).status()).isEqualTo(503);
        assertThat(publisher.taken).isEqualTo(1);
        for (var more = 0; more < 9; more++) {
            assertThat(isRefused(publish(door, "flooding"))).isFalse();
        }
        assertThat(isRefused(publish(door, "flooding"))).isTrue();
    }

    private static HttpRequest chunked(int events) {
        var batch = "[" + String.join(",", Collections.nCopies(events, Api.EVENT)) + "]";
        return HttpRequest.POST("/events")
                .withEntity(HttpEntities.createChunked(
                        Api.type("cloudevents-batch+json"), Source.single(ByteString.fromString(batch))));
    }

    /** The client sees why, and does not have to connect again. */
    @Test
    void whatIsRefusedUnreadLeavesItsConnectionToTheNextRequest() throws Exception {
        var door = flooded.door(new FairShare(1), ANY);
        publish(door, "flooding");
        var place = new HttpServer.Place("127.0.0.1", 0, Optional.empty());
        var port = HttpServer.bind(actors.system(), place, door, new ConnectionLimits(16, 0, Duration.ofSeconds(10)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), port.localAddress().getPort())) {
            var event =
                    RawHttp.event(" ".repeat(200_000)).replace("Connection: close", "Authorization: Bearer flooding");
            OpenDoor.send(socket, event + RawHttp.head("GET", "/_ping"));

            assertThat(RawHttp.STATUS
                            .matcher(OpenDoor.readAll(socket))
                            .results()
                            .map(each -> each.group(1)))
                    .containsExactly("503", "200");
        }
    }

    @Test
    void whatFailsGivesItsPlacesBack() {
        var door = flooded.door(new FairShare(1), ANY);
        for (var round = 0; round < 5; round++) {
            var sent = publish(door, "flooding");
            publisher.waiting.removeFirst().completeExceptionally(new PublishRefused(PublishRefused.Why.UNAVAILABLE));
            assertThat(Api.answer(sent).body()).contains("cannot answer at the moment");
        }
    }
}
