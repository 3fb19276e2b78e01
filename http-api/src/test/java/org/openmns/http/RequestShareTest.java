package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.FloodedDoor.ANY;
import static org.openmns.http.FloodedDoor.sentBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.FairShare;

/** One application that asks for all it can, and a database that answers late. */
class RequestShareTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final FloodedDoor flooded = new FloodedDoor(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void oneThatUploadsLeavesAnotherAPlaceToUpload() {
        var few = new HttpApi.Uploads(Api.UPLOADS.sizes(), 2, Duration.ofSeconds(1), Duration.ofSeconds(3));
        var small = new HttpApi.Limits(1_000, 1_000, 1_000, Duration.ofSeconds(1), Api.WAITS);
        var door = flooded.door(ANY, ANY, small, few);
        flooded.api.cohorts.answering = new CompletableFuture<>();
        var list = HttpRequest.PUT("/cohorts/mine")
                .withEntity(
                        ContentTypes.TEXT_PLAIN_UTF8, "9000000009\n".repeat(100).getBytes(UTF_8));
        var first = door.apply(sentBy("flooding", list));

        var second = Api.answer(door.apply(sentBy("flooding", list)));
        var other = door.apply(sentBy("modest", list));
        flooded.api.cohorts.answering.complete(null);

        assertThat(second.status()).isEqualTo(503);
        assertThat(second.body()).contains("You have as many uploads under way as are your share");
        assertThat(Api.answer(first).status()).isLessThan(300);
        assertThat(Api.answer(other).status()).isLessThan(300);
        assertThat(Api.answer(door.apply(sentBy("flooding", list))).status()).isLessThan(300);
    }

    @Test
    void oneThatAsksForEverythingAtOnceLeavesTheOthersTheirShare() {
        var door = flooded.door(ANY, new FairShare(4));
        flooded.api.cohorts.answering = new CompletableFuture<>();
        var list = HttpRequest.GET("/cohorts/mine");
        var flood = new ArrayList<CompletionStage<HttpResponse>>();
        for (var number = 0; number < 4; number++) {
            flood.add(door.apply(sentBy("flooding", list)));
        }

        var refused = Api.answer(door.apply(sentBy("flooding", list)));
        var taken = List.of(door.apply(sentBy("modest", list)), door.apply(sentBy("modest", list)));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("You have as many requests under way as are your share");
        assertThat(taken).noneMatch(sent -> sent.toCompletableFuture().isDone());
        flooded.api.cohorts.answering.complete(null);
        flood.forEach(Api::answer);
        assertThat(Api.answer(door.apply(sentBy("flooding", list))).status()).isNotEqualTo(503);
    }
}
