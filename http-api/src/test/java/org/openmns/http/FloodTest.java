package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.FairShare;
import org.openmns.access.Permissions;
import org.openmns.event.Event;

/** One application that sends all it can, others that send little, and a topic and a database that answer late. */
class FloodTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final FairShare ANY = new FairShare(0);

    private final Late publisher = new Late();
    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    /** Answers when the test says so. */
    private static final class Late implements Publisher {
        private final ArrayDeque<CompletableFuture<Long>> waiting = new ArrayDeque<>();
        private int taken;

        @Override
        public CompletionStage<Long> publish(Event event) {
            taken++;
            var promise = new CompletableFuture<Long>();
            waiting.add(promise);
            return promise;
        }

        @Override
        public CompletionStage<List<Long>> publishAll(List<Event> events) {
            taken += events.size() - 1;
            return publish(events.get(0)).thenApply(List::of);
        }
    }

    private HttpApi door(FairShare events, FairShare requests) {
        return door(events, requests, Api.LIMITS, Api.UPLOADS);
    }

    private HttpApi door(FairShare events, FairShare requests, HttpApi.Limits limits, HttpApi.Uploads uploads) {
        api.onboarding.open = false;
        for (var name : List.of("flooding", "modest", "quiet")) {
            api.onboarding.callers.put(
                    name, new Caller(new ApplicationId(name), Permissions.EVERYTHING, Set.of(), Set.of()));
        }
        var allowance = new HttpApi.Allowance(HttpApi.Rate.UNLIMITED, 0, events, requests);
        var ports = new HttpApi.Ports(
                publisher, id -> api.subscription.ref(), api.stored, api.operator, api.onboarding.ports(allowance));
        var options = new HttpApi.Options(limits, uploads, Api.DEFAULTS, Api.ENDPOINTS, "0.1.0");
        return HttpApi.production(actors.system(), ports, api.vocabulary, options);
    }

    private static HttpRequest from(String application, HttpRequest request) {
        return request.addHeader(RawHeader.create("Authorization", "Bearer " + application));
    }

    private static CompletionStage<HttpResponse> publish(HttpApi door, String application) {
        return door.apply(from(application, Api.event(Api.EVENT)));
    }

    private static boolean isRefused(CompletionStage<HttpResponse> sent) {
        var future = sent.toCompletableFuture();
        if (!future.isDone()) {
            return false;
        }
        var answer = Api.answer(sent);
        if (answer.status() == 503) {
            assertThat(answer.headers()).containsEntry("retry-after", "7");
            return true;
        }
        assertThat(answer.status()).isEqualTo(200);
        return false;
    }

    @Test
    void onlyTheFloodIsRefusedAndTheOthersAreTakenAsIfItWereNotThere() {
        for (var seed = 0L; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            var door = door(new FairShare(60), ANY);
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
        var door = door(new FairShare(1), ANY);
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
        var door = door(new FairShare(10), ANY);
        publish(door, "flooding");
        var batch = "[" + String.join(",", Collections.nCopies(10, Api.EVENT)) + "]";
        var sent = door.apply(from(
                "flooding",
                HttpRequest.POST("/events").withEntity(Api.type("cloudevents-batch+json"), batch.getBytes(UTF_8))));
        var large = door.apply(from(
                "flooding",
                Api.event(
                        Api.EVENT.replace("\"filtering\"", "\"data\":\"" + "x".repeat(20_000) + "\",\"filtering\""))));

        assertThat(isRefused(sent)).isTrue();
        assertThat(isRefused(large)).isTrue();
        assertThat(publisher.taken).isEqualTo(1);
    }

    @Test
    void whatFailsGivesItsPlacesBack() {
        var door = door(new FairShare(1), ANY);
        for (var round = 0; round < 5; round++) {
            var sent = publish(door, "flooding");
            publisher.waiting.removeFirst().completeExceptionally(new PublishRefused(PublishRefused.Why.UNAVAILABLE));
            assertThat(Api.answer(sent).body()).contains("cannot answer at the moment");
        }
    }

    @Test
    void oneThatUploadsLeavesAnotherAPlaceToUpload() {
        var few = new HttpApi.Uploads(Api.UPLOADS.sizes(), 2, Duration.ofSeconds(1), Duration.ofSeconds(3));
        var small = new HttpApi.Limits(1_000, 1_000, 1_000, Duration.ofSeconds(1), Api.WAITS);
        var door = door(ANY, ANY, small, few);
        api.cohorts.answering = new CompletableFuture<>();
        var list = HttpRequest.PUT("/cohorts/mine")
                .withEntity(
                        ContentTypes.TEXT_PLAIN_UTF8, "9000000009\n".repeat(100).getBytes(UTF_8));
        var first = door.apply(from("flooding", list));

        var second = Api.answer(door.apply(from("flooding", list)));
        var other = door.apply(from("modest", list));
        api.cohorts.answering.complete(null);

        assertThat(second.status()).isEqualTo(503);
        assertThat(second.body()).contains("You have as many uploads under way as are your share");
        assertThat(Api.answer(first).status()).isLessThan(300);
        assertThat(Api.answer(other).status()).isLessThan(300);
        assertThat(Api.answer(door.apply(from("flooding", list))).status()).isLessThan(300);
    }

    @Test
    void oneThatAsksForEverythingAtOnceLeavesTheOthersTheirShare() {
        var door = door(ANY, new FairShare(4));
        api.cohorts.answering = new CompletableFuture<>();
        var list = HttpRequest.GET("/cohorts/mine");
        var flood = new ArrayList<CompletionStage<HttpResponse>>();
        for (var number = 0; number < 4; number++) {
            flood.add(door.apply(from("flooding", list)));
        }

        var refused = Api.answer(door.apply(from("flooding", list)));
        var taken = List.of(door.apply(from("modest", list)), door.apply(from("modest", list)));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("You have as many requests under way as are your share");
        assertThat(taken).noneMatch(sent -> sent.toCompletableFuture().isDone());
        api.cohorts.answering.complete(null);
        flood.forEach(Api::answer);
        assertThat(Api.answer(door.apply(from("flooding", list))).status()).isNotEqualTo(503);
    }
}
