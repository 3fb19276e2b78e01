package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.LoopEffect.Attempt;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.LoopEffect.Tell;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.topic.TopicCommand.Rejoin;

class DeliveryLoopTest {

    private static final Duration AWHILE = Duration.ofMinutes(2);
    private static final SubscriptionId ID = new SubscriptionId(new UUID(0x4000L, 0x8000000000000000L));
    private static final int WINDOW = 3;
    private static final LoopLimits LIMITS = new LoopLimits(
            new Window(WINDOW, 1 << 20, 100),
            new CheckpointRhythm(500, Duration.ofSeconds(1), Duration.ofMillis(100)),
            new Trouble(10, Duration.ofDays(5)));

    private static final String PATIENT = "9434765919";
    private static final CohortValues PATIENTS = CohortValues.of(List.of(PATIENT));

    /** The owner is that of {@link Deliveries#live}. */
    private static final CohortKey MINE = new CohortKey("sandbox", new CohortName("mine"));

    private final CohortTable cohorts = new CohortTable();
    private Live live = Deliveries.live(0);
    private DeliveryLoop loop = started();

    @Test
    void whatHasExpiredMakesRoomInTheWindow() {
        live = live.paused(true);
        loop.pageRead(live, Pass.LIVE, events(1, 2, 3), 3, NOON);

        live = live.expired(new Expiry(NOON, 0, 3, 3));
        loop.expiredThrough(3);

        live = live.paused(false);
        loop.pageRead(live, Pass.LIVE, events(4, 5, 6), 6, NOON);
        assertThat(attempts()).containsExactly(4L, 5L, 6L);
        assertThat(loop.backlog().live().settled()).isEqualTo(3);
    }

    @Test
    void aPageOfAReplayThatCouldNotBeReadIsReadAgain() {
        live = live.replaying(new SubscriptionState.Replaying(Cursor.at(0), 9));
        loop.replayStarted(live);
        assertThat(loop.next(live, NOON)).contains(new ReadLog(Pass.REPLAY, 0, 9));

        loop.pageFailed(Pass.REPLAY, NOON);

        assertThat(loop.next(live, NOON)).isEmpty();
        assertThat(loop.isIdle(live, NOON, AWHILE)).isFalse();
        assertThat(loop.next(live, loop.wakeAt(live, NOON))).contains(new ReadLog(Pass.REPLAY, 0, 9));
    }

    @Test
    void oneThatIsOffStaysOffWhenWhatWasInFlightSucceeds() {
        loop.pageRead(live, Pass.LIVE, events(1, 2), 2, NOON);
        assertThat(attempts()).containsExactly(1L, 2L);

        loop.finished(live, 1, outcome(Verdict.GONE), NOON);
        assertThat(loop.next(live, NOON)).hasAtLeastOneElementOfType(TurnOff.class);
        live = live.checkpointed(loop.checkpoint());
        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 2, outcome(Verdict.DELIVERED), NOON);

        assertThat(loop.checkpoint().condition().status()).isEqualTo(Status.OFF);
    }

    @Test
    void oneThatIsOffKeepsNothingThatFailsAfterwards() {
        loop.pageRead(live, Pass.LIVE, events(1, 2), 2, NOON);
        assertThat(attempts()).containsExactly(1L, 2L);

        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 1, outcome(Verdict.RETRY), NOON);
        loop.finished(live, 2, outcome(Verdict.GONE), NOON);
        loop.next(live, NOON);

        assertThat(loop.backlog().lanes().size()).isZero();
        assertThat(loop.checkpoint().held().held()).isEmpty();
    }

    @Test
    void nothingStartsWhenABodyArrivesDuringAPause() {
        live = live.redriven(new SubscriptionFact.Redriven(Map.of(1L, redriven())));
        loop = started();
        var load = loop.next(live, NOON).stream()
                .filter(Load.class::isInstance)
                .map(Load.class::cast)
                .findFirst()
                .orElseThrow();

        live = live.paused(true);
        loop.loaded(live, load, Map.of(1L, PublishedEvents.event("event-1")), NOON);
        assertThat(attempts()).isEmpty();

        live = live.paused(false);
        assertThat(loop.next(live, NOON)).contains(load);
    }

    @Test
    void aDeadLetterThatIsRedrivenTwiceBetweenTwoCheckpointsStaysStored() {
        var letter = new DeadLetter(ID, new Occurrence(1, PublishedEvents.event("event-1")), 11, "error", NOON);
        redrive(letter);
        var load = new Load(Set.of(), Set.of(1L));
        loop.next(live, NOON);
        loop.loaded(live, load, Map.of(1L, PublishedEvents.event("event-1")), NOON);
        loop.finished(live, 1, outcome(Verdict.DELIVERED), NOON);

        redrive(letter);
        live = live.checkpointed(loop.checkpoint());

        assertThat(live.place().held()).containsOnlyKeys(1L);
    }

    @Test
    void aTopicThatKnowsMoreThanTheCursorIsAskedOnce() {
        loop.next(live, NOON);

        loop.notified(live, new Notify(100, 100, List.of(), 100), NOON);

        assertThat(loop.next(live, NOON))
                .noneMatch(effect -> effect instanceof Tell tell && tell.command() instanceof Rejoin);
        assertThat(loop.feed().isPulling()).isFalse();
    }

    @Test
    void afterAPauseTheTopicIsAskedToPushAgain() {
        loop.next(live, NOON);
        loop.notified(live, new Notify(0, 0, List.of(), 0), NOON);
        assertThat(loop.feed().isPulling()).isFalse();

        loop.resumed();

        assertThat(loop.next(live, NOON)).contains(new Tell(new Rejoin(ID, 0)));
    }

    @Test
    void takesWhatTheOwnersCohortHoldsNow() {
        live = following("mine");
        loop = started();
        cohorts.put(new CohortKey("other", new CohortName("mine")), List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, List.of(about(1)), 1, NOON);
        assertThat(attempts()).isEmpty();

        cohorts.put(MINE, List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, List.of(about(2)), 2, NOON);
        assertThat(attempts()).containsExactly(2L);
    }

    @Test
    void whatWaitsIsSkippedOnceItsPatientHasLeftTheCohort() {
        live = following("mine").paused(true);
        loop = started();
        cohorts.put(MINE, List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, List.of(about(1)), 1, NOON);

        cohorts.change(MINE, CohortValues.NONE, PATIENTS);
        live = live.paused(false);

        assertThat(attempts()).isEmpty();
        assertThat(loop.backlog().live().settled()).isEqualTo(1);
    }

    @Test
    void criteriaThatChangeAreBoundAnew() {
        live = following("mine");
        loop = started();
        cohorts.put(MINE, List.of(PATIENTS));
        live = live.changed(following("others").profile().subscription());
        loop.changed(live);

        loop.pageRead(live, Pass.LIVE, List.of(about(1)), 1, NOON);

        assertThat(attempts()).isEmpty();
    }

    private Live following(String cohort) {
        var criteria = Criteria.parse("eventType=" + PublishedEvents.TYPE + " AND subject IN COHORT '" + cohort + "'");
        return live.changed(live.profile().subscription().with(criteria));
    }

    private static Occurrence about(long offset) {
        return new Occurrence(offset, PublishedEvents.about(PATIENT, "event-" + offset));
    }

    private void redrive(DeadLetter letter) {
        var fact = loop.redrive(live, List.of(letter));
        live = live.redriven(fact);
        loop.redriven(fact.held());
    }

    private List<Long> attempts() {
        return loop.next(live, NOON).stream()
                .filter(Attempt.class::isInstance)
                .map(effect -> ((Attempt) effect).occurrence().offset())
                .toList();
    }

    private DeliveryLoop started() {
        return new DeliveryLoop(ID, live, LIMITS, new Matching(cohorts), () -> 0);
    }

    private static Held redriven() {
        return new Held(0, Held.Origin.REDRIVE, Held.Tries.NONE);
    }

    private static Outcome outcome(Verdict verdict) {
        return new Outcome(verdict, Optional.empty(), "", Duration.ZERO, Optional.empty());
    }

    private static List<Occurrence> events(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new Occurrence(number, PublishedEvents.event("event-" + number)))
                .toList();
    }
}
