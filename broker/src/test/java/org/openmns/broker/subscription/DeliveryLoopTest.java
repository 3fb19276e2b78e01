package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
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
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.Event.Attributes;
import org.openmns.event.Event.Reference;
import org.openmns.event.Event.Trace;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;
import org.openmns.subscription.Channel;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.topic.TopicCommand.Rejoin;

class DeliveryLoopTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration AWHILE = Duration.ofMinutes(2);
    private static final SubscriptionId ID = new SubscriptionId(new UUID(0x4000L, 0x8000000000000000L));
    private static final int WINDOW = 3;
    private static final LoopLimits LIMITS = new LoopLimits(
            new Window(WINDOW, 1 << 20, 100),
            new CheckpointRhythm(500, Duration.ofSeconds(1), Duration.ofMillis(100)),
            new Trouble(10, Duration.ofDays(5)));

    private Live live = new Absent()
            .subscribed(subscription(), Secrets.first("whsec_c2VjcmV0"), "sandbox")
            .announced(0);
    private DeliveryLoop loop = started();

    @Test
    void whatHasExpiredMakesRoomInTheWindow() {
        live = live.paused(true);
        loop.pageRead(live, Pass.LIVE, events(1, 2, 3), 3, NOW);

        live = live.expired(new Expiry(NOW, 0, 3, 3));
        loop.expiredThrough(3);

        live = live.paused(false);
        loop.pageRead(live, Pass.LIVE, events(4, 5, 6), 6, NOW);
        assertThat(attempts()).containsExactly(4L, 5L, 6L);
        assertThat(loop.backlog().live().settled()).isEqualTo(3);
    }

    @Test
    void aPageOfAReplayThatCouldNotBeReadIsReadAgain() {
        live = live.replaying(new SubscriptionState.Replaying(Cursor.at(0), 9));
        loop.replayStarted(live);
        assertThat(loop.next(live, NOW)).contains(new ReadLog(Pass.REPLAY, 0, 9));

        loop.pageFailed(Pass.REPLAY, NOW);

        assertThat(loop.next(live, NOW)).isEmpty();
        assertThat(loop.isIdle(live, NOW, AWHILE)).isFalse();
        assertThat(loop.next(live, loop.wakeAt(live, NOW))).contains(new ReadLog(Pass.REPLAY, 0, 9));
    }

    @Test
    void oneThatIsOffStaysOffWhenWhatWasInFlightSucceeds() {
        loop.pageRead(live, Pass.LIVE, events(1, 2), 2, NOW);
        assertThat(attempts()).containsExactly(1L, 2L);

        loop.finished(live, 1, outcome(Verdict.GONE), NOW);
        assertThat(loop.next(live, NOW)).hasAtLeastOneElementOfType(TurnOff.class);
        live = live.checkpointed(loop.checkpoint());
        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 2, outcome(Verdict.DELIVERED), NOW);

        assertThat(loop.checkpoint().condition().status()).isEqualTo(Status.OFF);
    }

    @Test
    void oneThatIsOffKeepsNothingThatFailsAfterwards() {
        loop.pageRead(live, Pass.LIVE, events(1, 2), 2, NOW);
        assertThat(attempts()).containsExactly(1L, 2L);

        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 1, outcome(Verdict.RETRY), NOW);
        loop.finished(live, 2, outcome(Verdict.GONE), NOW);
        loop.next(live, NOW);

        assertThat(loop.backlog().lanes().size()).isZero();
        assertThat(loop.checkpoint().held().held()).isEmpty();
    }

    @Test
    void nothingStartsWhenABodyArrivesDuringAPause() {
        live = live.redriven(new SubscriptionFact.Redriven(Map.of(1L, redriven())));
        loop = started();
        var load = loop.next(live, NOW).stream()
                .filter(Load.class::isInstance)
                .map(Load.class::cast)
                .findFirst()
                .orElseThrow();

        live = live.paused(true);
        loop.loaded(live, load, Map.of(1L, event(1)), NOW);
        assertThat(attempts()).isEmpty();

        live = live.paused(false);
        assertThat(loop.next(live, NOW)).contains(load);
    }

    @Test
    void aDeadLetterThatIsRedrivenTwiceBetweenTwoCheckpointsStaysStored() {
        var letter = new DeadLetter(ID, new Occurrence(1, event(1)), 11, "error", NOW);
        redrive(letter);
        var load = new Load(Set.of(), Set.of(1L));
        loop.next(live, NOW);
        loop.loaded(live, load, Map.of(1L, event(1)), NOW);
        loop.finished(live, 1, outcome(Verdict.DELIVERED), NOW);

        redrive(letter);
        live = live.checkpointed(loop.checkpoint());

        assertThat(live.place().held()).containsOnlyKeys(1L);
    }

    @Test
    void aTopicThatKnowsMoreThanTheCursorIsAskedOnce() {
        loop.next(live, NOW);

        loop.notified(live, new Notify(100, 100, List.of(), 100), NOW);

        assertThat(loop.next(live, NOW))
                .noneMatch(effect -> effect instanceof Tell tell && tell.command() instanceof Rejoin);
        assertThat(loop.intake().isPulling()).isFalse();
    }

    @Test
    void afterAPauseTheTopicIsAskedToPushAgain() {
        loop.next(live, NOW);
        loop.notified(live, new Notify(0, 0, List.of(), 0), NOW);
        assertThat(loop.intake().isPulling()).isFalse();

        loop.resumed();

        assertThat(loop.next(live, NOW)).contains(new Tell(new Rejoin(ID, 0)));
    }

    private void redrive(DeadLetter letter) {
        var fact = loop.redrive(live, List.of(letter));
        live = live.redriven(fact);
        loop.redriven(fact.held());
    }

    private List<Long> attempts() {
        return loop.next(live, NOW).stream()
                .filter(Attempt.class::isInstance)
                .map(effect -> ((Attempt) effect).occurrence().offset())
                .toList();
    }

    private DeliveryLoop started() {
        return new DeliveryLoop(ID, live, LIMITS, () -> 0);
    }

    private static Held redriven() {
        return new Held(0, Held.Origin.REDRIVE, Held.Tries.NONE);
    }

    private static Outcome outcome(Verdict verdict) {
        return new Outcome(verdict, Optional.empty(), "", Duration.ZERO, Optional.empty());
    }

    private static List<Occurrence> events(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new Occurrence(number, event(number)))
                .toList();
    }

    private static Event event(int number) {
        return new Event(
                new Attributes(
                        new TopicName("pds-change-of-gp-2"),
                        new EventId("source", "event-" + number),
                        "2026-01-01T00:00:00Z",
                        Optional.empty(),
                        Reference.NONE),
                new Filtering(Map.of()),
                JsonBytes.of("{}"),
                new Trace("", Optional.empty()));
    }

    private static Subscription subscription() {
        return new Subscription(
                Criteria.parse("eventType='pds-change-of-gp-2'"),
                new Channel.RestHook("http://127.0.0.1/hook", Channel.Payload.JSON, List.of(), Channel.Hydration.OFF),
                new DeliveryOptions(
                        OrderingKey.SUBJECT,
                        new RetrySchedule(List.of(Duration.ofSeconds(5)), Duration.ofDays(7)),
                        Duration.ofSeconds(15),
                        16,
                        Optional.empty()),
                Optional.empty(),
                "{}");
    }
}
