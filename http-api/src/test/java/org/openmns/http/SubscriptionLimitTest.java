package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.FairShare;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Subscribed;

/** An application that may have two subscriptions. */
class SubscriptionLimitTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final FairShare ANY = new FairShare(0);
    private static final String REFUSAL =
            "{\"errors\":\"You have as many subscriptions as are accepted, please delete one first\"}";

    private final Api api = new Api(
            actors, Api.LIMITS, new HttpApi.Allowance(HttpApi.Rate.UNLIMITED, 2, ANY, ANY, ANY), TestProbe::ref);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private static HttpRequest post() {
        return HttpRequest.POST("/subscriptions").withEntity(Api.type("fhir+json"), Api.SUBSCRIPTION.getBytes(UTF_8));
    }

    private static HttpRequest put(Registration registration) {
        return HttpRequest.PUT("/subscriptions/" + registration.id())
                .withEntity(Api.type("fhir+json"), Api.SUBSCRIPTION.getBytes(UTF_8));
    }

    private Registration registered() {
        return api.register(UUID.randomUUID().toString(), Api.OWNER);
    }

    private void turnOff(Registration registration) {
        api.registered.put(
                registration.id().toString(),
                new Registration(
                        registration.id(),
                        registration.owner(),
                        registration.criteria(),
                        new Registration.Standing(Status.OFF, Optional.empty()),
                        registration.resource()));
    }

    private void requireRefused(HttpRequest request) {
        var answer = api.call(request);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo(REFUSAL);
        api.subscription.expectNoMessage();
    }

    @Test
    void refusesAThirdOneExactlyAndAsksNothingOfIt() {
        registered();
        registered();
        api.register(UUID.randomUUID().toString(), "somebody else");

        requireRefused(post());
    }

    @Test
    void countsNoneThatIsOffUntilItIsToBeginAnew() {
        registered();
        var off = registered();
        turnOff(off);

        var sent = api.send(post());
        api.subscription.expectMessageClass(Subscribe.class).replyTo().tell(new Subscribed(true));
        assertThat(Api.answer(sent).status()).isEqualTo(201);
        registered();

        requireRefused(put(off));
    }

    @Test
    void changesOneThatIsOn() {
        var one = registered();
        registered();

        var sent = api.send(put(one));
        api.subscription.expectMessageClass(Change.class).replyTo().tell(new Accepted());

        assertThat(Api.answer(sent).status()).isEqualTo(204);
    }

    @Test
    void answersTheSameIdempotencyKeyAlsoWhereThereIsNoRoom() {
        registered();
        api.register(IdempotencyKey.id(Api.OWNER, "k-1").toString(), Api.OWNER);

        var sent = api.send(post().addHeader(RawHeader.create("Idempotency-Key", "k-1")));
        api.subscription.expectMessageClass(Subscribe.class).replyTo().tell(new Subscribed(false));
        assertThat(Api.answer(sent).status()).isEqualTo(201);

        requireRefused(post().addHeader(RawHeader.create("Idempotency-Key", "k-2")));
    }

    @Test
    void takesOneMoreAsSoonAsOneIsDeleted() {
        var one = registered();
        registered();
        requireRefused(post());

        var deleted = api.send(HttpRequest.DELETE("/subscriptions/" + one.id()));
        var unsubscribe = api.subscription.expectMessageClass(Unsubscribe.class);
        api.registered.remove(one.id().toString());
        unsubscribe.replyTo().tell(new Accepted());
        assertThat(Api.answer(deleted).status()).isEqualTo(204);

        var sent = api.send(post());
        api.subscription.expectMessageClass(Subscribe.class).replyTo().tell(new Subscribed(true));
        assertThat(Api.answer(sent).status()).isEqualTo(201);
    }
}
