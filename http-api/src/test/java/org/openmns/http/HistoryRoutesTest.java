package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Discard;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Counted;

class HistoryRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
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

    @Test
    void listsAttempts() {
        var result = new AttemptRecord.Result(false, Optional.of(503), "HTTP 503", Duration.ofMillis(7));
        api.attempts.add(new AttemptRecord(SubscriptionId.of(ID), 65_536, 2, AT, result));

        assertThat(api.get(PATH + "/attempts").body())
                .isEqualTo("{\"attempts\":[{\"offset\":65536,\"attempt\":2,\"at\":\"2026-01-01T00:00:00Z\","
                        + "\"result\":{\"delivered\":false,\"httpStatus\":503,\"detail\":\"HTTP 503\","
                        + "\"latencyMilliseconds\":7}}]}");
    }

    @Test
    void listsDeadLettersInPagesWithTheirEvents() throws Exception {
        api.call(Api.event(Api.EVENT));
        for (var offset = 1; offset <= 3; offset++) {
            var occurrence = new Occurrence(offset, api.published.element());
            api.deadLetters.add(new DeadLetter(SubscriptionId.of(ID), occurrence, 11, "HTTP 500", AT));
        }

        var first = api.get(PATH + "/dead-letters?limit=2").json();
        var second = api.get(first.path("next").textValue()).json();

        assertThat(first.path("deadLetters")).hasSize(2);
        assertThat(first.path("deadLetters").path(0).path("event").path("id").textValue())
                .isEqualTo("e-1");
        assertThat(second.path("deadLetters")).hasSize(1);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void goesOnBehindTheLastDeadLetterOfAPageThatEndsEarly() throws Exception {
        api.call(Api.event(Api.EVENT));
        for (var offset = 1; offset <= 3; offset++) {
            var occurrence = new Occurrence(offset, api.published.element());
            api.deadLetters.add(new DeadLetter(SubscriptionId.of(ID), occurrence, 11, "HTTP 500", AT));
        }
        api.pageMax = 1;

        var first = api.get(PATH + "/dead-letters").json();
        var second = api.get(first.path("next").textValue()).json();

        assertThat(first.path("deadLetters")).hasSize(1);
        assertThat(first.path("next").textValue()).isEqualTo(PATH + "/dead-letters?limit=100&after=1");
        assertThat(second.path("deadLetters").path(0).path("offset").longValue())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/attempts?limit=0",
                "/attempts?limit=x",
                "/attempts?limit=1001",
                "/dead-letters?after=-1",
                "/dead-letters?limit=99999999999999999999",
            })
    void refusesNumbersOutOfRange(String path) {
        assertThat(api.get(PATH + path).status()).isEqualTo(400);
    }

    @Test
    void redrivesAllOrSome() {
        var all = api.send(HttpRequest.POST(PATH + "/dead-letters/redrive"));
        var command = api.subscription.expectMessageClass(Redrive.class);
        command.replyTo().tell(new Counted(7));

        assertThat(command.offsets()).isEmpty();
        assertThat(Api.answer(all).body()).isEqualTo("{\"redriven\":7}");

        var some = api.send(HttpRequest.POST(PATH + "/dead-letters/redrive")
                .withEntity(ContentTypes.APPLICATION_JSON, "{\"offsets\":[1,65536]}"));
        command = api.subscription.expectMessageClass(Redrive.class);
        command.replyTo().tell(new Counted(2));

        assertThat(command.offsets()).isEqualTo(Set.of(1L, 65_536L));
        assertThat(Api.answer(some).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"offsets\":[]}",
                "{\"offsets\":[0]}",
                "{\"offsets\":[1.5]}",
                "{\"offsets\":[\"1\"]}",
                "{\"offsets\":[99999999999999999999]}",
                "{\"offsets\":1}",
                "{\"offset\":[1]}",
                "[]",
            })
    void refusesOffsetsThatAreNone(String body) {
        assertThat(api.post(PATH + "/dead-letters/redrive", body).status()).isEqualTo(400);
    }

    @Test
    void deletesAllOrOne() {
        for (var query : new String[] {"", "?offset=65536"}) {
            var sent = api.send(HttpRequest.DELETE(PATH + "/dead-letters" + query));
            var command = api.subscription.expectMessageClass(Discard.class);
            command.replyTo().tell(new Counted(1));

            assertThat(command.offsets()).isEqualTo(query.isEmpty() ? Set.of() : Set.of(65_536L));
            assertThat(Api.answer(sent).body()).isEqualTo("{\"deleted\":1}");
        }
    }
}
