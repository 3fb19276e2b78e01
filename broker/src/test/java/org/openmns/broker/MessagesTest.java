package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openmns.criteria.Criteria;
import org.openmns.protocol.Message;
import org.openmns.subscription.Channel;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.ClientCertificate;
import org.openmns.subscription.Credentials.OAuth2;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.HostPatterns;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicReply;

/** Everything that one node says to another arrives as it was said. */
class MessagesTest {

    private static final ActorTestKit actors = ActorTestKit.create("messages", ConfigFactory.defaultReference());
    private static final GoldenFacts golden = new GoldenFacts("0.1.0", "messages.txt");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final SubscriptionId ID = SubscriptionId.of("1f0f7c3e-9a68-4c5b-8b0e-2d6f4a7b9c11");
    private static final Criteria CRITERIA = Criteria.parse("eventType='pds-change-of-gp-2' AND kind='odd'");
    private static final ActorRef<SubscriptionReply> SUBSCRIBER =
            actors.createTestProbe(SubscriptionReply.class).getRef();
    private static final ActorRef<TopicReply> PUBLISHER =
            actors.createTestProbe(TopicReply.class).getRef();

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
        golden.close();
    }

    static List<Message> messages() {
        return messages(SUBSCRIBER, PUBLISHER);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void arrivesAsItWasSent(Message message) {
        actors.serializationTestKit().verifySerialization(message, true);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void saysNoSecretWhereItIsPrinted(Message message) {
        assertThat(message.toString()).doesNotContain("whsec_", "Bearer", "X-Key=");
    }

    @Test
    void credentialsArriveWithTheirChannel() {
        var hook = (Channel.RestHook) subscription().channel();
        var credentials = new Credentials(
                Optional.of(new OAuth2("https://id.example/token", "me", "s3cr3t", Optional.of("a b"))),
                Optional.of(new ClientCertificate("certificate", "s3cr3t")));
        var asked = subscription();
        var change = new SubscriptionCommand.Change(
                new Subscription(
                        asked.criteria(),
                        new Channel.RestHook(
                                hook.endpoint(),
                                hook.payload(),
                                hook.headers(),
                                new Hydration(
                                        true, Map.of("X-Key", "y"), new HostPatterns(Set.of("*.example", "api.test"))),
                                credentials),
                        asked.options(),
                        asked.end(),
                        asked.resource()),
                SUBSCRIBER);

        actors.serializationTestKit().verifySerialization(change, true);
        assertThat(change + " " + credentials + " " + credentials.oauth2()).doesNotContain("s3cr3t");
    }

    @Test
    void theOwnerWhoseCohortsCriteriaNameArrives() {
        var register = new TopicCommand.Register(ID, CRITERIA, "acme", PUBLISHER);

        actors.serializationTestKit().verifySerialization(register, true);
    }

    /** That version knew one owner and named none. */
    @Test
    void whatANodeOfVersion010SaysIsUnderstood() {
        golden.assertReadAs(messagesOfVersion010(golden.nobody(), golden.nobody()));
    }

    @Test
    void whatALaterVersionAddsIsIgnored() {
        golden.assertReadWithUnknownFields(messagesOfVersion010(golden.nobody(), golden.nobody()));
    }

    @Test
    void everyMessageHasASample() {
        assertThat(Family.classesOf(subscriptionCommands(SUBSCRIBER)))
                .isEqualTo(Family.recordsOf(SubscriptionCommand.class));
        assertThat(Family.classesOf(subscriptionReplies())).isEqualTo(Family.recordsOf(SubscriptionReply.class));
        assertThat(Family.classesOf(topicCommands(PUBLISHER))).isEqualTo(Family.recordsOf(TopicCommand.class));
        assertThat(Family.classesOf(topicReplies())).isEqualTo(Family.recordsOf(TopicReply.class));
    }

    @Test
    void everyKindOfFilteringValueArrives() {
        for (var value : List.<Object>of(
                "XY11", 7L, Long.MAX_VALUE, new BigDecimal("0.10"), true, List.of("a", "b"), List.of(1L, 2L))) {
            var event = PublishedEvents.with("name", value, "one");

            actors.serializationTestKit().verifySerialization(event, true);
        }
    }

    private static List<Message> messages(ActorRef<SubscriptionReply> subscriber, ActorRef<TopicReply> publisher) {
        return Stream.concat(
                        messagesOfVersion010(subscriber, publisher).stream(),
                        subscriptionCommandsSince(subscriber).stream())
                .toList();
    }

    private static List<Message> messagesOfVersion010(
            ActorRef<SubscriptionReply> subscriber, ActorRef<TopicReply> publisher) {
        return Stream.of(
                        subscriptionCommandsOfVersion010(subscriber),
                        subscriptionReplies(),
                        topicCommands(publisher),
                        topicReplies())
                .<Message>flatMap(List::stream)
                .toList();
    }

    private static List<SubscriptionCommand> subscriptionCommands(ActorRef<SubscriptionReply> replyTo) {
        return Stream.concat(
                        subscriptionCommandsOfVersion010(replyTo).stream(), subscriptionCommandsSince(replyTo).stream())
                .toList();
    }

    private static List<SubscriptionCommand> subscriptionCommandsSince(ActorRef<SubscriptionReply> replyTo) {
        return List.of(
                new SubscriptionCommand.GrantHandshake("the-token", Optional.of(120), replyTo),
                new SubscriptionCommand.Remind(),
                new SubscriptionCommand.TurnOff("access was withdrawn", replyTo));
    }

    private static List<SubscriptionCommand> subscriptionCommandsOfVersion010(ActorRef<SubscriptionReply> replyTo) {
        return List.of(
                new SubscriptionCommand.Subscribe(subscription(), "whsec_c2VjcmV0", "owner", replyTo),
                new SubscriptionCommand.Change(subscription(), replyTo),
                new SubscriptionCommand.Unsubscribe(replyTo),
                new SubscriptionCommand.Pause(replyTo),
                new SubscriptionCommand.Resume(replyTo),
                new SubscriptionCommand.Describe(replyTo),
                new SubscriptionCommand.Replay(NOON, NOON.plusSeconds(1), replyTo),
                new SubscriptionCommand.Redrive(Set.of(65_536L, 7L), replyTo),
                new SubscriptionCommand.Discard(Set.of(), replyTo),
                new SubscriptionCommand.Test(replyTo),
                new SubscriptionCommand.RotateSecret("whsec_c2VjcmV0", replyTo),
                new SubscriptionCommand.Notify(
                        1, 2, List.of(new Occurrence(65_536, PublishedEvents.about("9912003888", "one"))), 3),
                new SubscriptionCommand.Expire(65_536, replyTo));
    }

    private static List<SubscriptionReply> subscriptionReplies() {
        return List.of(
                new SubscriptionReply.Accepted(),
                new SubscriptionReply.Subscribed(true),
                new SubscriptionReply.Counted(3),
                new SubscriptionReply.Tested(false, Optional.of(503), "HTTP 503", Duration.ofMillis(12)),
                new SubscriptionReply.Described(
                        new SubscriptionReply.Health(
                                Status.ERROR,
                                true,
                                "open",
                                Optional.of(NOON),
                                Optional.of(new SubscriptionReply.LastError(NOON, "HTTP 500"))),
                        new SubscriptionReply.Position(
                                1, 2, new SubscriptionReply.Behind(3, Duration.ofSeconds(4)), 5, true),
                        new SubscriptionReply.Counts(1, 2, 3, 4, 5),
                        List.of(new SubscriptionReply.Expiry(NOON, 1, 2, 3))),
                new SubscriptionReply.Refused(Refusal.REPLAY_RUNNING));
    }

    private static List<TopicCommand> topicCommands(ActorRef<TopicReply> replyTo) {
        return List.of(
                new TopicCommand.PublishBatch(7, List.of(PublishedEvents.event("one")), replyTo),
                new TopicCommand.Register(ID, CRITERIA, "sandbox", replyTo),
                new TopicCommand.Deregister(ID),
                new TopicCommand.Progress(ID, 65_536, true, NOON),
                new TopicCommand.Progress(ID, 65_536, false, Instant.MAX),
                new TopicCommand.Rejoin(ID, 65_536),
                new TopicCommand.AskHead(replyTo),
                new TopicCommand.AskLagging(replyTo));
    }

    private static List<TopicReply> topicReplies() {
        return List.of(
                new TopicReply.BatchPublished(7, List.of(1L, Long.MAX_VALUE)),
                new TopicReply.Registered(65_536),
                new TopicReply.Head(65_536),
                new TopicReply.Lagging(65_536, Map.of(new UUID(1, 2), 7L)));
    }

    private static Subscription subscription() {
        return new Subscription(
                CRITERIA,
                new Channel.RestHook(
                        "https://gp.example/hook",
                        Channel.Payload.FHIR_JSON,
                        List.of(new Header("Authorization", "Bearer x")),
                        new Hydration(true, Map.of("X-Key", "y"))),
                new DeliveryOptions(
                        OrderingKey.NONE,
                        new RetrySchedule(List.of(Duration.ofMillis(1), Duration.ofHours(1)), Duration.ofDays(7)),
                        Duration.ofSeconds(15),
                        4,
                        Optional.of(10)),
                Optional.of(NOON),
                "{\"resourceType\":\"Subscription\"}");
    }
}
