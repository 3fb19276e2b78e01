package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.RecipientRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.TestKeys;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.LostPermissions;
import org.openmns.broker.store.OwnedSubscriptions;
import org.openmns.broker.store.Registry;
import org.openmns.criteria.Criteria;
import org.openmns.event.TopicName;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;

@OnBothDatabases
class RevocationsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ApplicationId GP = new ApplicationId("gp-1");
    private static final ApplicationId OPERATOR = new ApplicationId("ops");
    private static final TopicName FLAGS = new TopicName("patientflags-change-1");
    private static final TopicName MOVES = new TopicName("pds-change-of-gp-2");
    private static final TopicName RESTRICTED = new TopicName("restricted-1");

    private static final ActorTestKit actors = ActorTestKit.create();

    @TempDir
    private Path directory;

    private final TestProbe<String> told = actors.createTestProbe(String.class);
    private final TestProbe<SubscriptionCommand> subscription = actors.createTestProbe(SubscriptionCommand.class);
    private Database database;
    private Registry registry;
    private AccessBook book;

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void open() {
        database = Database.open(Databases.in(directory));
        registry = new Registry(database, TestKeys.KEYS);
        var tables = new AccessBook.Tables(
                new ApplicationTable(database, clock(NOON)),
                new Grants(database, clock(NOON)),
                new AccessVersion(database));
        book = new AccessBook(tables, List::of, new Governing(type -> Governance.OPEN, () -> Set.of(RESTRICTED)));
        book.open(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        book.close();
        database.close();
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private LostPermissions lost(Instant now) {
        return new LostPermissions(database, clock(now));
    }

    private Revocations revocations(Instant now) {
        var reach =
                new Followers.Reach(new OwnedSubscriptions(database), this::reached, new NoCohorts(), actors.system());
        return new Revocations(lost(now), book, new Followers(reach));
    }

    private RecipientRef<SubscriptionCommand> reached(SubscriptionId id) {
        told.ref().tell(id.toString());
        return subscription.ref();
    }

    private CompletionStage<Boolean> put(String... permissions) {
        return registered(NOON).put(application(permissions), OPERATOR);
    }

    private static Application application(String... permissions) {
        var all = new Permissions(Arrays.stream(permissions)
                .map(text -> Permission.parse(text).orElseThrow())
                .collect(Collectors.toSet()));
        var about = new Application.About("GP", List.of(), Optional.empty(), false);
        var keys = new Application.Keys(Optional.of(Clients.jwks()), Optional.empty());
        return new Application(GP, about, keys, all);
    }

    private RegisteredApplications registered(Instant now) {
        return new RegisteredApplications(new ApplicationTable(database, clock(now)), book, revocations(now));
    }

    private SubscriptionId follows(TopicName type) {
        var id = new SubscriptionId(UUID.randomUUID());
        await(registry.put(new Registration(
                id,
                GP.value(),
                Criteria.parse("eventType='" + type + "'"),
                new Standing(Subscription.Status.ACTIVE, Optional.empty()),
                "{}")));
        return id;
    }

    @Test
    void whatLivesByALostPermissionIsTurnedOffBeforeTheChangeIsAnswered() {
        await(put("subscriptions:create:patientflags-*", "subscriptions:create:pds-*"));
        var flags = follows(FLAGS);
        follows(MOVES);

        var changed = put("subscriptions:create:pds-*");
        var turnOff = subscription.expectMessageClass(TurnOff.class);
        told.expectMessage(flags.toString());
        assertThat(changed.toCompletableFuture()).isNotDone();
        turnOff.replyTo().tell(new Accepted());

        assertThat(await(changed)).isFalse();
        assertThat(turnOff.reason()).isEqualTo("the permission to follow the event type was taken away");
        subscription.expectNoMessage(Duration.ZERO);
    }

    @Test
    void whatAnotherPermissionAllowsStaysOn() {
        await(put("subscriptions:create:patientflags-change-1", "events:create:*"));
        follows(FLAGS);

        await(put("subscriptions:create:*"));

        subscription.expectNoMessage(Duration.ZERO);
    }

    @Test
    void whoIsNoOperatorAnyMoreFollowsNothingUnderApproval() {
        await(put("operator"));
        follows(RESTRICTED);

        var changed = put("subscriptions:create:*");

        subscription.expectMessageClass(TurnOff.class).replyTo().tell(new Accepted());
        await(changed);
    }

    /** Another node had not heard of it. */
    @Test
    void whatWasLetInAfterwardsIsTurnedOffByTheClockForFiveMinutes() {
        await(put("subscriptions:create:*"));
        await(put());
        follows(FLAGS);

        revocations(NOON.plusSeconds(10)).next();
        subscription.expectMessageClass(TurnOff.class).replyTo().tell(new Accepted());

        assertThat(await(lost(NOON).all())).containsKey(GP);
        var later = NOON.plusSeconds(301);
        revocations(later).next();
        subscription.expectMessageClass(TurnOff.class).replyTo().tell(new Accepted());
        Eventually.holds("it is forgotten", () -> await(lost(later).all()).isEmpty());
    }

    /** Each once: also where its entity does not know it and the registry goes on listing it. */
    @Test
    void whatAnApplicationThatIsDeletedStillHadUnderWayIsDeletedToo() {
        await(put("subscriptions:create:*"));
        assertThat(await(registered(NOON).delete(GP, OPERATOR))).isTrue();
        var late = follows(FLAGS);

        var settling = revocations(NOON.plusSeconds(10)).settle(GP);

        subscription.expectMessageClass(Unsubscribe.class).replyTo().tell(new Accepted());
        told.expectMessage(late.toString());
        await(settling);
        subscription.expectNoMessage(Duration.ZERO);
    }

    /** By another node, of which this one has not heard. */
    @Test
    void whatAnApplicationHasThatIsRegisteredAgainIsItsOwn() {
        await(put("subscriptions:create:*"));
        assertThat(await(registered(NOON).delete(GP, OPERATOR))).isTrue();
        var table = new ApplicationTable(database, clock(NOON));
        var document = ApplicationJson.write(application("subscriptions:create:*"));
        assertThat(await(table.put(GP, document, OPERATOR, was -> Permissions.NONE)))
                .isTrue();
        follows(FLAGS);

        await(revocations(NOON.plusSeconds(10)).settle(GP));

        subscription.expectNoMessage(Duration.ZERO);
    }
}
