package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.Samples.NOON;
import static org.openmns.broker.store.Samples.OWNER;
import static org.openmns.broker.store.Samples.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry.Action;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.TestKeys;
import org.openmns.broker.store.EventTypeTable.Turn;
import org.openmns.event.TopicName;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionId;

@OnBothDatabases
class GrantsTest {

    private static final TopicName FLAGS = new TopicName("patientflags-change-1");
    private static final TopicName MOVES = new TopicName("pds-change-of-gp-2");
    private static final ApplicationId GP = new ApplicationId("gp-1");

    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private AccessRequestTable table() {
        return new AccessRequestTable(database, 10, clock(NOON));
    }

    private AccessRequest filed(TopicName type, ApplicationId application) {
        return Samples.filed(table(), type, application);
    }

    private AccessRequest take(Step step, AccessRequest request) {
        return Samples.take(table(), step, request);
    }

    private Grants grants(Instant now) {
        return new Grants(database, clock(now));
    }

    @Test
    void whatIsWithdrawnIsToBeTurnedOffUntilNothingCanTurnUpAnyMore() {
        var withdrawn = take(Step.WITHDRAW, take(Step.APPROVE, filed(FLAGS, GP)));

        assertThat(await(grants(NOON).toTurnOff())).containsExactly(withdrawn);
        assertThat(await(grants(NOON.plusSeconds(60)).turnedOff(withdrawn.id())))
                .isFalse();
        assertThat(await(grants(NOON.plusSeconds(600)).turnedOff(withdrawn.id())))
                .isTrue();
        assertThat(await(grants(NOON).toTurnOff())).isEmpty();
    }

    @Test
    void whatIsGrantedAgainIsNotTurnedOff() {
        take(Step.WITHDRAW, take(Step.APPROVE, filed(FLAGS, GP)));
        take(Step.APPROVE, filed(FLAGS, GP));

        assertThat(await(grants(NOON).toTurnOff())).isEmpty();
        assertThat(await(grants(NOON).all())).containsOnlyKeys(GP);
    }

    @Test
    void findsWhoFollowsATypeAndWhatThereIsToTurnOff() {
        var registry = new Registry(database, TestKeys.KEYS);
        var on = Samples.id();
        var off = Samples.id();
        await(registry.put(Samples.registration(on, "gp-1", FLAGS.value())));
        await(registry.put(Samples.registration(off, "gp-1", FLAGS.value())));
        await(registry.setStanding(off, new Standing(Subscription.Status.OFF, Optional.empty())));
        await(registry.put(Samples.registration(Samples.id(), "gp-1", MOVES.value())));
        await(registry.put(Samples.registration(Samples.id(), "gp-2", FLAGS.value())));

        assertThat(await(new OwnedSubscriptions(database)
                        .following("gp-1", FLAGS, new SubscriptionId(new UUID(0, 0)), 10)))
                .containsExactly(on);
        assertThat(await(new OwnedSubscriptions(database).following("gp-1", FLAGS, on, 10)))
                .isEmpty();
        assertThat(await(grants(NOON).followersWithoutRequest(FLAGS))).containsExactlyInAnyOrder("gp-1", "gp-2");
    }

    /** One that was closed long ago says nothing of who follows the type now; one that is being turned off does. */
    @Test
    void asksForNoneThatIsOpenOrBeingTurnedOff() {
        var registry = new Registry(database, TestKeys.KEYS);
        await(registry.put(Samples.registration(Samples.id(), "gp-1", FLAGS.value())));

        var refused = take(Step.REFUSE, filed(FLAGS, GP));
        assertThat(await(grants(NOON).followersWithoutRequest(FLAGS))).isEmpty();
        await(grants(NOON.plusSeconds(600)).turnedOff(refused.id()));
        assertThat(await(grants(NOON).followersWithoutRequest(FLAGS))).containsExactly("gp-1");
        filed(FLAGS, GP);
        assertThat(await(grants(NOON).followersWithoutRequest(FLAGS))).isEmpty();
    }

    @Test
    void aTypeIsOpenToItsFollowersForAWhile() {
        turn(FLAGS, Turn.UNDER_APPROVAL, NOON);
        turn(MOVES, Turn.NONE, NOON);
        turn(FLAGS, Turn.NONE, NOON.plusSeconds(200));

        assertThat(await(grants(NOON.plusSeconds(299)).turned())).containsExactly(FLAGS);
        assertThat(await(grants(NOON.plusSeconds(300)).turned())).isEmpty();
        turn(FLAGS, Turn.OPEN, NOON.plusSeconds(210));
        assertThat(await(grants(NOON.plusSeconds(220)).turned())).isEmpty();
    }

    private void turn(TopicName type, Turn turn, Instant now) {
        var change = new AuditTable.Change(Optional.empty(), Optional.of("{}"));
        await(new EventTypeTable(database, clock(now), 10)
                .put(new EventTypeTable.Put(type, OWNER), stored -> new EventTypeTable.Becoming(change, turn)));
    }

    @Test
    void whatIsGrantedUnaskedIsAuditedToo() {
        var why = new Decision(new ApplicationId("housekeeping"), NOON, Optional.of("was there before"));
        var asked = Samples.accessRequest(FLAGS, GP);
        var granted = new AccessRequest(asked.id(), asked.claim(), NOON, Status.GRANTED, Optional.of(why));

        assertThat(await(grants(NOON).put(granted))).isTrue();
        assertThat(await(grants(NOON).put(granted))).isFalse();

        assertThat(await(grants(NOON).all())).containsOnlyKeys(GP);
        assertThat(await(new AuditTable(database).list(0, 10)).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.deed().action()).isEqualTo(Action.ACCESS_GRANTED));
    }
}
