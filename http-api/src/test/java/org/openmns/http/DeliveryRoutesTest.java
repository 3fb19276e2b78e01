package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.RotateSecret;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Behind;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Health;
import org.openmns.subscription.SubscriptionReply.LastError;
import org.openmns.subscription.SubscriptionReply.Position;
import org.openmns.subscription.SubscriptionReply.Tested;

class DeliveryRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String PATH = "/subscriptions/" + ID;

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void register() {
        api.register(ID, Api.OWNER);
    }

    /** Sends, checks which command arrives, answers it, and gives what came back. */
    private <C extends SubscriptionCommand> Api.Answer call(
            HttpRequest request,
            Class<C> command,
            Function<C, ActorRef<SubscriptionReply>> replyTo,
            SubscriptionReply reply) {
        var sent = api.send(request);
        replyTo.apply(api.subscription.expectMessageClass(command)).tell(reply);
        return Api.answer(sent);
    }

    @Test
    void pausesAndResumes() {
        var accepted = new Accepted();

        assertThat(call(HttpRequest.POST(PATH + "/pause"), Pause.class, Pause::replyTo, accepted)
                        .status())
                .isEqualTo(204);
        assertThat(call(HttpRequest.POST(PATH + "/resume"), Resume.class, Resume::replyTo, accepted)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void describesHowDeliveriesGo() throws Exception {
        var at = Instant.parse("2026-01-01T00:00:00Z");
        var health = new Health(
                Subscription.Status.ACTIVE, true, "open", Optional.empty(), Optional.of(new LastError(at, "HTTP 500")));
        var position = new Position(5, 9, new Behind(3, Duration.ofSeconds(2)), 1, false);

        var answer = call(
                HttpRequest.GET(PATH + "/status"),
                Describe.class,
                Describe::replyTo,
                new Described(health, position, new Counts(1, 2, 3, 4, 5), List.of()));

        assertThat(answer.json()).isEqualTo(Json.MAPPER.readTree("""
                {"health":{"status":"active","paused":true,"breaker":"open",
                           "lastError":{"at":"2026-01-01T00:00:00Z","detail":"HTTP 500"}},
                 "position":{"cursor":5,"head":9,"behind":{"events":3,"milliseconds":2000},"inFlight":1,"lagging":false},
                 "counts":{"delivered":1,"failedAttempts":2,"deadLettered":3,"skipped":4,"expired":5},"expired":[]}"""));
    }

    @Test
    void replaysARangeOfTime() {
        var request = HttpRequest.POST(PATH + "/replay")
                .withEntity(
                        ContentTypes.APPLICATION_JSON,
                        "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}");

        assertThat(call(request, Replay.class, Replay::replyTo, new Accepted()).status())
                .isEqualTo(204);
    }

    @Test
    void refusesARangeThatIsNone() {
        var answer = api.post(PATH + "/replay", "{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"validationErrors\":{\"to\":");
        assertThat(api.post(PATH + "/replay", "{}").body()).contains("from", "to");
    }

    @Test
    void saysWhatTheEndpointSaidToATest() {
        var answer = call(
                HttpRequest.POST(PATH + "/test"),
                SubscriptionCommand.Test.class,
                SubscriptionCommand.Test::replyTo,
                new Tested(false, Optional.of(500), "HTTP 500", Duration.ofMillis(12)));

        assertThat(answer.body())
                .isEqualTo(
                        "{\"delivered\":false,\"httpStatus\":500,\"detail\":\"HTTP 500\",\"latencyMilliseconds\":12}");
    }

    @Test
    void rotatesTheSecretAndShowsItOnce() throws Exception {
        var sent = api.send(HttpRequest.POST(PATH + "/secret/rotate"));
        var command = api.subscription.expectMessageClass(RotateSecret.class);
        command.replyTo().tell(new Accepted());

        assertThat(Api.answer(sent).json().path("secret").textValue())
                .isEqualTo(command.secret())
                .startsWith("whsec_");
    }

    @Test
    void findsNothingOfOthers() {
        api.register(ID, "somebody else");

        for (var path : List.of("/pause", "/resume", "/test", "/secret/rotate", "/dead-letters/redrive")) {
            assertThat(api.call(HttpRequest.POST(PATH + path)).status()).isEqualTo(404);
        }
        for (var path : List.of("/status", "/attempts", "/dead-letters")) {
            assertThat(api.get(PATH + path).status()).isEqualTo(404);
        }
    }
}
