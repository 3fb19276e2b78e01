package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Progress;

/**
 * The subscriptions that have something unsettled, in memory of a topic. One that has settled all it was notified of is
 * forgotten: it costs nothing until the next event that it matches.
 */
final class Followers {

    /** How often a lagging subscription's place is written: it only saves work after a restart. */
    private static final Duration LAGGING_WRITTEN_EVERY = Duration.ofSeconds(1);

    /** However long one wants to be left alone (for ever, while it is paused): what it said since may have been lost. */
    private static final Duration ASKED_EVERY = Duration.ofHours(1);

    /** A subscription that is behind. Times are for {@link #nudges}. */
    private static final class Follower {
        long notified;
        long settled;
        boolean pulls;
        Instant movedAt;
        Instant heardAt;
        Instant wakeAt = Instant.EPOCH;

        Follower(long settled, Instant now) {
            this.settled = settled;
            this.movedAt = now;
            this.heardAt = now;
        }
    }

    private final Map<SubscriptionId, Follower> behind = new HashMap<>();
    private final Map<UUID, Long> written = new HashMap<>();
    private final Duration laggingAfter;
    private long settledThrough;
    private Instant laggingWrittenAt = Instant.EPOCH;

    /** Takes up from what is stored; whoever lagged is taken to read the log until it says otherwise. */
    Followers(TopicState state, Duration laggingAfter, Instant now) {
        this.laggingAfter = laggingAfter;
        this.settledThrough = state.settledThrough();
        this.written.putAll(state.lagging());
        state.lagging().forEach((id, settled) -> {
            var follower = new Follower(settled, now);
            follower.notified = state.head();
            follower.pulls = true;
            follower.heardAt = Instant.EPOCH;
            behind.put(new SubscriptionId(id), follower);
        });
    }

    /** The topic has started and this event, published before, may be unsettled: the subscription will be nudged. */
    void rematched(SubscriptionId id, long offset, Instant now) {
        var follower = behind.computeIfAbsent(id, key -> new Follower(settledThrough, now));
        follower.notified = Math.max(follower.notified, offset);
        follower.heardAt = Instant.EPOCH;
    }

    /** What was notified last to this subscription, 0 where all of it is settled. */
    long previous(SubscriptionId id) {
        var follower = behind.get(id);
        return follower == null ? 0 : follower.notified;
    }

    /** Everything that matched this subscription at or before this is settled. */
    long base(SubscriptionId id) {
        var follower = behind.get(id);
        return follower == null ? settledThrough : Math.max(follower.settled, isWritten(id) ? 0 : settledThrough);
    }

    boolean pulls(SubscriptionId id) {
        var follower = behind.get(id);
        return follower != null && follower.pulls;
    }

    /** This event matches this subscription, and it is told so or reads it by itself. */
    void notified(SubscriptionId id, long offset, long head, Instant now) {
        var follower = behind.get(id);
        if (follower == null) {
            follower = new Follower(head, now);
            behind.put(id, follower);
        }
        follower.notified = offset;
        // It may not have heard of this one: what it said about waking was about those before.
        follower.wakeAt = Instant.EPOCH;
    }

    /**
     * What a subscription has written down. One that goes back (a replay, a redrive) counts as lagging, so that it is
     * remembered and woken after a restart.
     */
    void progress(Progress progress, long head, Instant now) {
        var follower = behind.get(progress.subscription());
        if (follower == null && progress.settledThrough() < head) {
            follower = new Follower(progress.settledThrough(), now);
            follower.notified = head;
            behind.put(progress.subscription(), follower);
        }
        if (follower == null) {
            return;
        }
        if (progress.settledThrough() != follower.settled) {
            follower.settled = progress.settledThrough();
            follower.movedAt = now;
        }
        follower.heardAt = now;
        follower.wakeAt = earlier(progress.wakeAt(), now.plus(ASKED_EVERY));
        follower.pulls |= progress.lagging();
        if (follower.settled >= follower.notified) {
            behind.remove(progress.subscription());
        }
    }

    /** From now on the subscription is pushed again: it has, or is being sent, all that it was notified of. */
    void rejoined(SubscriptionId id, Instant now) {
        var follower = behind.get(id);
        if (follower != null) {
            follower.pulls = false;
            follower.heardAt = now;
        }
    }

    void forget(SubscriptionId id) {
        behind.remove(id);
    }

    /**
     * Those behind that have been silent for so long and do not wait for a time of their own; at most {@code max}, the
     * longest silent first, so that everybody's turn comes.
     */
    List<SubscriptionId> nudges(Duration silence, int max, Instant now) {
        var silent = new ArrayList<SubscriptionId>();
        behind.forEach((id, follower) -> {
            if (!now.isBefore(follower.heardAt.plus(silence)) && !now.isBefore(follower.wakeAt)) {
                silent.add(id);
            }
        });
        if (silent.size() > max) {
            silent.sort(Comparator.comparing(id -> follower(id).heardAt));
        }
        var asked = List.copyOf(silent.subList(0, Math.min(max, silent.size())));
        asked.forEach(id -> follower(id).heardAt = now);
        return asked;
    }

    /**
     * How far the log has settled, as the change to what is written; {@code head} is the last event already in the log.
     * Afterwards the change counts as written.
     */
    MarksChange marks(long head, Instant now) {
        var writesLagging = !now.isBefore(laggingWrittenAt.plus(LAGGING_WRITTEN_EVERY));
        var next = head;
        var lagging = new HashMap<UUID, Long>();
        for (var entry : behind.entrySet()) {
            var follower = entry.getValue();
            if (lags(follower, now)) {
                noteLagging(entry.getKey().value(), follower, writesLagging, lagging);
            } else {
                next = Math.min(next, follower.settled);
            }
        }
        settledThrough = Math.max(settledThrough, next);
        var caughtUp =
                written.keySet().stream().filter(id -> !stillLags(id, now)).toList();
        caughtUp.forEach(written::remove);
        written.putAll(lagging);
        laggingWrittenAt = writesLagging ? now : laggingWrittenAt;
        return new MarksChange(settledThrough, lagging, caughtUp);
    }

    int size() {
        return behind.size();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Follower follower(SubscriptionId id) {
        return Objects.requireNonNull(behind.get(id));
    }

    private void noteLagging(UUID id, Follower follower, boolean writesMoves, Map<UUID, Long> lagging) {
        var known = written.get(id);
        if (known == null || (writesMoves && known != follower.settled)) {
            lagging.put(id, follower.settled);
        }
    }

    /** One that has not settled all up to the mark must be listed, however well it does now. */
    private boolean lags(Follower follower, Instant now) {
        return follower.pulls || follower.settled < settledThrough || now.isAfter(follower.movedAt.plus(laggingAfter));
    }

    private boolean stillLags(UUID id, Instant now) {
        @Nullable Follower follower = behind.get(new SubscriptionId(id));
        return follower != null && lags(follower, now);
    }

    private boolean isWritten(SubscriptionId id) {
        return written.containsKey(id.value());
    }
}
