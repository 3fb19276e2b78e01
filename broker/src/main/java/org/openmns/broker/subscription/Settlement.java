package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.LoopEffect.Forget;
import org.openmns.broker.subscription.LoopEffect.Keep;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.LastError;

/** Decides which delivery may start, and what each outcome means: settled, again later, or dead-lettered. */
final class Settlement {

    /** A delivery that waits longer than this for its retry lets go of its body. */
    private static final Duration PARK_ABOVE = Duration.ofSeconds(10);

    /** After trouble of our own (the database) a delivery is looked at again so much later. */
    private static final Duration POSTPONED = Duration.ofSeconds(30);

    /** After there was no room for a delivery on this node it is made so much later, half of it more or less. */
    private static final Duration NO_ROOM = Duration.ofSeconds(1);

    private static final Counts DELIVERED = new Counts(1, 0, 0, 0, 0);
    private static final Counts FAILED = new Counts(0, 1, 0, 0, 0);
    private static final Counts DEAD_LETTERED = new Counts(0, 0, 1, 0, 0);
    private static final Counts SKIPPED = new Counts(0, 0, 0, 1, 0);
    private static final Counts EXPIRED = new Counts(0, 0, 0, 0, 1);

    private final Backlog backlog;
    private final Trouble trouble;
    private final Jitter jitter;
    private final Unsaved unsaved;
    private final Pace pace;
    private Breaker breaker;
    private Condition condition;
    private @Nullable Instant lastSuccess;

    Settlement(Live live, Backlog backlog, Unsaved unsaved, Trouble trouble, Jitter jitter) {
        this.backlog = backlog;
        this.unsaved = unsaved;
        this.trouble = trouble;
        this.jitter = jitter;
        this.condition = live.condition();
        this.breaker = Breaker.recovered(trouble.failuresMax(), condition.failures());
        this.pace = new Pace(options(live).inFlightMax());
    }

    /** The subscriber changed something or turned off: the stored condition counts. */
    void restart(Live live) {
        condition = live.condition();
        breaker = Breaker.recovered(trouble.failuresMax(), condition.failures());
        lastSuccess = null;
    }

    boolean isEndpointUp() {
        return breaker.isClosed();
    }

    Breaker breaker() {
        return breaker;
    }

    Condition condition() {
        return lastSuccess == null
                ? condition
                : new Condition(
                        condition.status(),
                        condition.error(),
                        condition.failures(),
                        Optional.of(lastSuccess),
                        condition.lastError());
    }

    /** The next delivery that lanes, breaker and pace let start now; it counts as in flight. */
    Optional<Pending> start(Live live, Instant now) {
        var inFlight = backlog.lanes().inFlight();
        var allowed = breaker.isClosed() || (inFlight == 0 && !now.isBefore(breaker.probeAt()));
        if (!allowed || !pace.allows(inFlight, options(live).inFlightMax(), now)) {
            return Optional.empty();
        }
        var next = backlog.lanes().start(now.toEpochMilli());
        next.ifPresent(started -> pace.started(live.profile().spacing(), now));
        return next;
    }

    /** When {@link #start} may yield something by time alone. */
    Instant startableAt(Live live, Instant now) {
        var lanes = backlog.lanes();
        var due = lanes.hasReady(now.toEpochMilli())
                ? Optional.of(now)
                : lanes.nextDueMillis().map(Instant::ofEpochMilli);
        var onlyAnOutcomeHelps = breaker.isClosed()
                ? !pace.hasWindow(lanes.inFlight(), options(live).inFlightMax())
                : lanes.inFlight() > 0;
        if (due.isEmpty() || onlyAnOutcomeHelps) {
            return Instant.MAX;
        }
        var paced = later(due.get(), pace.wakeAt());
        return breaker.isClosed() ? paced : later(paced, breaker.probeAt());
    }

    Optional<LoopEffect> finished(Live live, long offset, Outcome outcome, Instant now) {
        var pending = backlog.lanes().find(offset);
        if (pending == null || !pending.inFlight) {
            return Optional.empty();
        }
        return switch (outcome.verdict()) {
            case DELIVERED -> delivered(live, pending, now);
            case RETRY, RETRY_SLOWLY -> failed(live, pending, outcome, now);
            case GONE -> gone(pending, outcome, now);
            case UNMADE -> unmade(pending, now);
        };
    }

    private Optional<LoopEffect> delivered(Live live, Pending pending, Instant now) {
        if (!breaker.isClosed()) {
            pace.startOver();
        }
        pace.succeeded(options(live).inFlightMax());
        breaker = breaker.succeeded();
        lastSuccess = now;
        if (condition.failures().inARow() > 0 || condition.status() == Status.ERROR) {
            condition = condition.succeeded(now);
        }
        settle(pending, DELIVERED, now);
        return pending.origin == Origin.REDRIVE ? Optional.of(new Forget(pending.offset)) : Optional.empty();
    }

    private Optional<LoopEffect> gone(Pending pending, Outcome outcome, Instant now) {
        remember(outcome, now);
        unsaved.count(FAILED, now);
        postpone(pending.offset, now);
        return Optional.of(new TurnOff("the endpoint answered 410 Gone"));
    }

    /** This node had no room for it: it waits, not long enough to be held, and none starts in its place, in vain too. */
    private Optional<LoopEffect> unmade(Pending pending, Instant now) {
        var tries = pending.tries;
        var due = now.plusMillis(Math.round(NO_ROOM.toMillis() * (1 + jitter.next() / 2)));
        pace.overloaded();
        pace.holdUntil(due);
        pending.tries = new Tries(tries.attempts(), tries.step(), tries.first(), due);
        backlog.lanes().retry(pending);
        return Optional.empty();
    }

    private Optional<LoopEffect> failed(Live live, Pending pending, Outcome outcome, Instant now) {
        var retries = options(live).retries();
        remember(outcome, now);
        unsaved.count(FAILED, now);
        breaker = breaker.failed(retries, now, jitter.next());
        if (outcome.verdict() == Verdict.RETRY) {
            pace.overloaded();
        }
        outcome.retryAfter().ifPresent(wait -> pace.holdUntil(now.plus(wait)));

        var slowly = outcome.verdict() == Verdict.RETRY_SLOWLY ? retries.slowStep() : 0;
        var step = Math.max(pending.tries.step(), slowly) + 1;
        var first = pending.tries.attempts() == 0 ? now : pending.tries.first();
        var attempts = pending.tries.attempts() + 1;
        var wait = retries.backoffAfter(step, jitter.next())
                .map(backoff -> outcome.retryAfter()
                        .filter(asked -> asked.compareTo(backoff) > 0)
                        .orElse(backoff));
        var due = wait.map(now::plus).filter(next -> !next.isAfter(first.plus(retries.overallMax())));
        pending.tries = new Tries(attempts, step, first, due.orElse(now));
        if (due.isEmpty()) {
            var event = Objects.requireNonNull(pending.event);
            return Optional.of(new Keep(new Occurrence(pending.offset, event), attempts, outcome.detail()));
        }
        retryLater(pending, now);
        return Optional.empty();
    }

    /** The dead letter is written, or could not be. */
    void kept(long offset, boolean durable, Instant now) {
        var pending = backlog.lanes().find(offset);
        if (pending == null || !pending.inFlight) {
            return;
        }
        if (durable) {
            settle(pending, DEAD_LETTERED, now);
        } else {
            postpone(offset, now);
        }
    }

    void skipped(Pending pending, Instant now) {
        settle(pending, SKIPPED, now);
    }

    void expired(Pending pending, Instant now) {
        settle(pending, EXPIRED, now);
    }

    void postpone(long offset, Instant now) {
        var pending = backlog.lanes().find(offset);
        if (pending != null && pending.inFlight) {
            var tries = pending.tries;
            pending.tries = new Tries(tries.attempts(), tries.step(), tries.first(), now.plus(POSTPONED));
            retryLater(pending, now);
        }
    }

    private void retryLater(Pending pending, Instant now) {
        var parks = pending.tries.due().isAfter(now.plus(PARK_ABOVE));
        hold(pending, parks, now);
        backlog.lanes().behind(pending).forEach(blocked -> hold(blocked, parks, now));
        backlog.lanes().retry(pending);
    }

    private void hold(Pending pending, boolean parks, Instant now) {
        backlog.hold(pending, now);
        if (parks) {
            backlog.park(pending);
        }
    }

    private void settle(Pending pending, Counts what, Instant now) {
        backlog.settle(pending);
        unsaved.count(what, now);
    }

    private void remember(Outcome outcome, Instant now) {
        var failure = new LastError(now, outcome.detail());
        condition = condition.failed(failure, Optional.ofNullable(lastSuccess), trouble.errorAfter());
    }

    private static DeliveryOptions options(Live live) {
        return live.profile().subscription().options();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
