package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.LoopEffect.Attempt;
import org.openmns.broker.subscription.LoopLimits.CatchUp;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.topic.TopicLog.Page;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.Channel;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** Values that the tests of this package share. */
final class Deliveries {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static final SubscriptionId ID = new SubscriptionId(new UUID(0x4000L, 0x8000000000000000L));

    /** Of a loop. */
    private static final LoopLimits LIMITS = new LoopLimits(
            new Window(3, 1 << 20, 100),
            new CheckpointRhythm(500, Duration.ofSeconds(1), Duration.ofMillis(100)),
            new Trouble(10, Duration.ofDays(5)),
            idleRate());

    private Deliveries() {}

    /** Where nobody keeps cohorts. */
    static DeliveryLoop loop(Live live) {
        return loop(live, new CohortTable());
    }

    /** Whose waits are never varied by chance. */
    static DeliveryLoop loop(Live live, CohortTable cohorts) {
        return new DeliveryLoop(ID, live, LIMITS, new Matching(cohorts), () -> 0);
    }

    static List<Occurrence> events(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new Occurrence(number, PublishedEvents.event("event-" + number)))
                .toList();
    }

    /** Of a log that was just written. */
    static Page page(long through, int... numbers) {
        return page(through, events(numbers));
    }

    static Page page(long through, List<Occurrence> events) {
        return new Page(events, through, Optional.of(NOON));
    }

    /** Of a loop that reaches them all soon, on a node whose processors are busy. */
    static LoopLimits tightLimits(int window, int parked) {
        return new LoopLimits(
                new Window(window, 1 << 20, parked),
                new CheckpointRhythm(5, Duration.ofSeconds(1), Duration.ofMillis(100)),
                new Trouble(4, Duration.ofDays(5)),
                new CatchUpRate(new CatchUp(Duration.ofSeconds(5), 0.7, 50), () -> 1));
    }

    /** Of a node whose processors have nothing to do. */
    static CatchUpRate idleRate() {
        return new CatchUpRate(new CatchUp(Duration.ofSeconds(5), 0.7, 1_000), () -> 0);
    }

    /** Of the attempts that may start now. */
    static List<Long> attempts(DeliveryLoop loop, Live live, Instant now) {
        return loop.next(live, now).stream()
                .filter(Attempt.class::isInstance)
                .map(effect -> ((Attempt) effect).occurrence().offset())
                .toList();
    }

    static Outcome outcome(Verdict verdict) {
        return new Outcome(verdict, Optional.empty(), "", Duration.ZERO, Optional.empty());
    }

    /** A subscription to all events of the type, with these waits between attempts. */
    static Subscription subscription(Duration... waits) {
        return subscription(PublishedEvents.TYPE.value(), Optional.empty(), waits);
    }

    static Subscription subscription(String type, Optional<Instant> end, Duration... waits) {
        return new Subscription(
                Criteria.parse("eventType='" + type + "'"),
                new Channel.RestHook("https://gp.example/hook", Channel.Payload.JSON, List.of(), Channel.Hydration.OFF),
                new DeliveryOptions(
                        OrderingKey.SUBJECT,
                        new RetrySchedule(List.of(waits), Duration.ofDays(7)),
                        Duration.ofSeconds(15),
                        4,
                        Optional.empty()),
                end,
                "{\"resourceType\":\"Subscription\"}");
    }

    /** A subscription that registry and topic know, starting at this head. */
    static Live live(long head) {
        return new Absent()
                .subscribed(subscription(Duration.ofSeconds(5)), Secrets.first(SECRET), "sandbox")
                .announced(head);
    }

    /** A delivery of this lane that is due now. */
    static Pending pending(long offset, long lane) {
        return new Pending(offset, lane, Origin.LOG, PublishedEvents.event("event-" + offset));
    }

    static Tries due(Instant due) {
        return new Tries(1, 1, NOON, due);
    }

    static Outcome outcome(int status) {
        var verdict = status < 300 ? Verdict.DELIVERED : status == 410 ? Verdict.GONE : Verdict.RETRY;
        return new Outcome(verdict, Optional.of(status), "HTTP " + status, Duration.ofMillis(3), Optional.empty());
    }
}
