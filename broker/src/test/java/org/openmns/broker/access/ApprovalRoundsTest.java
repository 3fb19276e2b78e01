package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.RecipientRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permissions;
import org.openmns.broker.Eventually;
import org.openmns.broker.TestKeys;
import org.openmns.broker.store.AccessRequestTable;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.AuditTable.Change;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.EventTypeTable;
import org.openmns.broker.store.EventTypeTable.Becoming;
import org.openmns.broker.store.EventTypeTable.Turn;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.OwnedSubscriptions;
import org.openmns.broker.store.Registry;
import org.openmns.criteria.Criteria;
import org.openmns.event.TopicName;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;

class ApprovalRoundsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TopicName OLD = new TopicName("a-long-restricted-1");
    private static final TopicName TURNED = new TopicName("b-just-turned-1");
    private static final Governance GOVERNANCE = new Governance(Optional.of(new ApplicationId("owner")), true);

    private static final ActorTestKit actors = ActorTestKit.create();

    @TempDir
    private Path directory;

    private final TestProbe<SubscriptionCommand> subscription = actors.createTestProbe(SubscriptionCommand.class);
    private final SubscriptionId broken = new SubscriptionId(UUID.randomUUID());
    private Database database;
    private Registry registry;
    private Grants grants;
    private AccessBook book;

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
        registry = new Registry(database, TestKeys.KEYS);
        grants = new Grants(database, clock(NOON));
        var tables =
                new AccessBook.Tables(new ApplicationTable(database, clock(NOON)), grants, new AccessVersion(database));
        book = new AccessBook(tables, List::of, new Governing(type -> GOVERNANCE, () -> Set.of(OLD, TURNED)));
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

    private ApprovalRounds rounds() {
        var followers = new Followers(
                new Followers.Reach(new OwnedSubscriptions(database), this::reached, new NoCohorts(), actors.system()));
        return new ApprovalRounds(grants, book, new Withdrawals(book, followers), clock(NOON));
    }

    private RecipientRef<SubscriptionCommand> reached(SubscriptionId id) {
        if (id.equals(broken)) {
            throw new IllegalStateException("out of reach");
        }
        return subscription.ref();
    }

    private void follows(String application, TopicName type, SubscriptionId id) {
        await(registry.put(new Registration(
                id,
                application,
                Criteria.parse("eventType='" + type + "'"),
                new Standing(Subscription.Status.ACTIVE, Optional.empty()),
                "{}")));
    }

    private void withdrawn(String application, Instant at) {
        var table = new AccessRequestTable(database, 10, clock(at));
        var claim = new Claim(OLD, new ApplicationId(application), "to know", Optional.empty());
        var asked = new AccessRequest(UUID.randomUUID(), claim, at, Status.REQUESTED, Optional.empty());
        var owner = new Caller(GOVERNANCE.owner().orElseThrow(), Permissions.NONE, Set.of(), Set.of());
        var decision = new Decision(owner.application(), at, Optional.of("because"));
        await(table.file(asked));
        await(table.change(asked.id(), before -> before.take(Step.APPROVE, owner, GOVERNANCE, decision)));
        await(table.change(asked.id(), before -> before.take(Step.WITHDRAW, owner, GOVERNANCE, decision)));
    }

    private void turned(TopicName type) {
        var becoming = new Becoming(new Change(Optional.empty(), Optional.of("{}")), Turn.UNDER_APPROVAL);
        var put = new EventTypeTable.Put(type, new ApplicationId("ops"));
        await(new EventTypeTable(database, clock(NOON), 10).put(put, stored -> becoming));
    }

    @Test
    void whatFailsKeepsNothingElseWaiting() {
        follows("gp-1", OLD, broken);
        follows("gp-2", OLD, new SubscriptionId(UUID.randomUUID()));
        follows("gp-3", TURNED, new SubscriptionId(UUID.randomUUID()));
        withdrawn("gp-1", NOON);
        withdrawn("gp-2", NOON.plusSeconds(1));
        turned(TURNED);

        rounds().next();

        subscription.expectMessageClass(TurnOff.class).replyTo().tell(new Accepted());
        Eventually.holds(
                "the follower is granted it", () -> await(grants.all()).containsKey(new ApplicationId("gp-3")));
    }

    /** Such as an operator that is none any more, or a former owner: they never asked either. */
    @Test
    void whoFollowsATypeThatHasLongBeenUnderApprovalIsGrantedNothing() {
        follows("gp-1", OLD, new SubscriptionId(UUID.randomUUID()));
        follows("gp-1", TURNED, new SubscriptionId(UUID.randomUUID()));
        turned(TURNED);

        rounds().next();

        Eventually.holds("the other type is granted", () -> !await(grants.all()).isEmpty());
        assertThat(await(grants.all()).get(new ApplicationId("gp-1"))).containsExactly(TURNED);
    }

    @Test
    void whatOneMayFollowIsWorkedOutOnceUntilItChanges() {
        var gp = new ApplicationId("gp-1");
        var restricted = Set.of(OLD, TURNED);

        var owners = book.followable(new ApplicationId("owner"), restricted);
        assertThat(owners).isEqualTo(restricted);
        assertThat(book.followable(new ApplicationId("owner"), restricted)).isSameAs(owners);
        assertThat(book.followable(gp, restricted)).isEmpty();

        follows("gp-1", TURNED, new SubscriptionId(UUID.randomUUID()));
        turned(TURNED);
        rounds().next();
        Eventually.holds("it is granted", () -> !await(grants.all()).isEmpty());
        await(book.refresh());

        assertThat(book.followable(gp, restricted)).containsExactly(TURNED);
        assertThat(book.followable(gp, Set.of(OLD))).isEmpty();
    }
}
