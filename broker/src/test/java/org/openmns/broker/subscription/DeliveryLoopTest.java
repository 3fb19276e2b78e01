package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.ID;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.Deliveries.page;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.LoopEffect.Tell;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.topic.TopicCommand.Rejoin;

class DeliveryLoopTest {

    private static final Duration AWHILE = Duration.ofMinutes(2);
    private Live live = Deliveries.live(0);
    private DeliveryLoop loop = Deliveries.loop(live);

    @Test
    void whatHasExpiredMakesRoomInTheWindow() {
        live = live.paused(true);
        loop.pageRead(live, Pass.LIVE, page(3, 1, 2, 3), NOON);

        live = live.expired(new Expiry(NOON, 0, 3, 3));
        loop.expiredThrough(3);

        live = live.paused(false);
        loop.pageRead(live, Pass.LIVE, page(6, 4, 5, 6), NOON);
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
    void nothingStartsWhenABodyArrivesDuringAPause() {
        live = live.redriven(new SubscriptionFact.Redriven(Map.of(1L, redriven())));
        loop = Deliveries.loop(live);
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

    private void redrive(DeadLetter letter) {
        var fact = loop.redrive(live, List.of(letter));
        live = live.redriven(fact);
        loop.redriven(fact.held());
    }

    private List<Long> attempts() {
        return Deliveries.attempts(loop, live, NOON);
    }

    private static Held redriven() {
        return new Held(0, Held.Origin.REDRIVE, Held.Tries.NONE);
    }
}
