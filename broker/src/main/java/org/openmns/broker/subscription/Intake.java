package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import org.openmns.subscription.SubscriptionCommand.Notify;

/**
 * Where a subscription's next events come from: pushed by the topic, or pulled from the log while it lags.
 *
 * <p>It starts pulling. A notification that continues what was received is taken; one that does not, or that finds the
 * window full, makes it pull: pages of the log up to what is known to match, then it asks the topic to be pushed again,
 * until a notification continues what was received.
 */
final class Intake {

    /** How long to wait for the topic's answer before asking again. */
    static final Duration REJOIN_AGAIN = Duration.ofSeconds(1);

    private boolean pulling = true;
    private boolean reading;
    private long known;
    private long base;
    private Instant rejoinAt = Instant.EPOCH;
    private boolean asked;

    boolean isPulling() {
        return pulling;
    }

    boolean isReading() {
        return reading;
    }

    /** Whether the topic is to send no bodies: not while it has been asked to push again, for that would undo it. */
    boolean isLagging() {
        return pulling && !asked;
    }

    /** The last offset that is known to match, or more. */
    long known() {
        return known;
    }

    /** Everything that matched at or before this is settled, says the topic: reading need not start before it. */
    long base() {
        return base;
    }

    static boolean continues(Notify notify, long received) {
        return notify.previous() <= received;
    }

    /** Remembers what a notification says of the log, whether its events are taken or not. */
    void learn(Notify notify) {
        base = Math.max(base, notify.base());
        known = Math.max(known, notify.previous());
        for (var occurrence : notify.events()) {
            known = Math.max(known, occurrence.offset());
        }
    }

    void push() {
        pulling = false;
        asked = false;
    }

    /** From now on the log is read; true where that is news to the topic. */
    boolean pull() {
        var news = !pulling || asked;
        pulling = true;
        asked = false;
        rejoinAt = Instant.EPOCH;
        return news;
    }

    boolean wantsPage(long received) {
        return pulling && !reading && received < known;
    }

    boolean wantsToRejoin(long received, Instant now) {
        return pulling && !reading && received >= known && !now.isBefore(rejoinAt);
    }

    Instant rejoinAt() {
        return rejoinAt;
    }

    void asked(Instant now) {
        asked = true;
        rejoinAt = now.plus(REJOIN_AGAIN);
    }

    void startedReading() {
        reading = true;
    }

    void stoppedReading() {
        reading = false;
    }
}
