package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.FloodedDoor.ANY;
import static org.openmns.http.FloodedDoor.sentBy;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.FairShare;

/** What the bodies that are on their way into a node take of its memory, whoever sends them. */
class BodyShareTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ContentType BATCH = Api.type("cloudevents-batch+json");
    private static final int ROOM = 2_000;
    private static final String REFUSAL =
            "{\"errors\":\"You have as many bytes under way as are your share at the moment, please try again\"}";

    private final FloodedDoor flooded = new FloodedDoor(actors);
    private final HttpApi door;

    BodyShareTest() {
        flooded.bodyBytes = new FairShare(ROOM);
        door = flooded.door(ANY, ANY);
    }

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void aBodyTakesItsLengthBeforeItComes() {
        stalled("flooding", 1_500);

        assertThat(refused(whole("flooding", 600))).isTrue();
        assertThat(refused(whole("flooding", 400))).isFalse();
        assertThat(refused(whole("modest", 900))).isFalse();
    }

    @Test
    void oneInChunksTakesWhatHasComeOfIt() {
        var begun = Source.single(ByteString.fromString(" ".repeat(1_500)));
        var chunks = HttpEntities.createChunked(BATCH, begun.concat(Source.<ByteString>maybe()));
        var stalled = door.apply(sentBy("flooding", HttpRequest.POST("/events").withEntity(chunks)));
        actors.createTestProbe().awaitAssert(() -> {
            assertThat(refused(whole("flooding", 600))).isTrue();
            return stalled;
        });

        assertThat(refused(whole("flooding", 400))).isFalse();
    }

    @Test
    void oneInChunksThatBecomesTooMuchIsRefusedAndGivesBackWhatItTook() {
        var held = stalled("modest", 1_500);
        var pieces = Source.repeat(ByteString.fromString(" ".repeat(100))).take(20);
        var grown = HttpRequest.POST("/events").withEntity(HttpEntities.createChunked(BATCH, pieces));

        assertThat(refused(door.apply(sentBy("flooding", grown)))).isTrue();

        assertThat(refused(whole("flooding", 1_000))).isFalse();
        assertThat(Api.answer(held).status()).isEqualTo(408);
        assertThat(refused(whole("flooding", 2_000))).isFalse();
    }

    @Test
    void whatIsBeingAnsweredStillTakesIt() {
        var event = door.apply(sentBy("flooding", Api.event(Api.EVENT)));

        assertThat(refused(whole("flooding", ROOM - 10))).isTrue();

        flooded.publisher.waiting.removeFirst().complete(1L);
        assertThat(Api.answer(event).status()).isEqualTo(200);
        assertThat(refused(whole("flooding", ROOM))).isFalse();
    }

    @Test
    void strangersShareWithStrangersOnly() {
        var body = HttpEntities.create(Api.type("x"), 1_900, Source.maybe());
        door.apply(HttpRequest.POST("/oauth2/token").withEntity(body));

        assertThat(refused(door.apply(HttpRequest.POST("/oauth2/token").withEntity(" ".repeat(200)))))
                .isTrue();
        assertThat(refused(whole("modest", 1_000))).isFalse();
    }

    private CompletionStage<HttpResponse> stalled(String application, int bytes) {
        return sent(application, HttpEntities.create(BATCH, bytes, Source.maybe()));
    }

    private CompletionStage<HttpResponse> whole(String application, int bytes) {
        return sent(application, HttpEntities.create(BATCH, " ".repeat(bytes).getBytes(UTF_8)));
    }

    private CompletionStage<HttpResponse> sent(String application, RequestEntity body) {
        return door.apply(sentBy(application, HttpRequest.POST("/events").withEntity(body)));
    }

    private static boolean refused(CompletionStage<HttpResponse> sent) {
        var answer = Api.answer(sent);
        assertThat(answer.status()).isIn(400, 415, 503);
        if (answer.status() == 503) {
            assertThat(answer.body()).isEqualTo(REFUSAL);
            assertThat(answer.headers()).containsEntry("retry-after", "7");
        }
        return answer.status() == 503;
    }
}
