package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.HeldChange;
import org.openmns.broker.subscription.SubscriptionFact.OfHandshake;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.event.TopicName;
import org.openmns.protocol.Message;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.LastError;

/** State of one subscription as it is stored, and the only code that computes the next one. */
sealed interface SubscriptionState extends Message {

    /** Nobody has subscribed under this id. */
    record Absent() implements SubscriptionState {

        Live subscribed(Subscription subscription, Secrets secrets, String owner) {
            return new Live(
                    new Profile(subscription, secrets, owner, false, Optional.empty()),
                    new Place(Cursor.at(0), Collections.emptySortedMap(), Optional.empty()),
                    Condition.NEW,
                    new Tally(Counts.ZERO, List.of()),
                    false);
        }
    }

    /** Deleted; stays so that late notifications are answered with "forget me". */
    record Gone(TopicName topic, boolean announced) implements SubscriptionState {

        Gone known() {
            return new Gone(topic, true);
        }
    }

    record Live(Profile profile, Place place, Condition condition, Tally tally, boolean paused)
            implements SubscriptionState {

        /**
         * The first announcement to the topic fixes where the subscription starts; later ones only say that others know, and
         * so do those before its handshake has passed.
         */
        Live announced(long head) {
            var start = !hasStarted() && !profile.isHeldBack();
            return new Live(
                    profile.announced(true),
                    start ? place.startingAt(head) : place,
                    start ? condition.with(Status.ACTIVE) : condition,
                    tally,
                    paused);
        }

        Live changed(Subscription subscription) {
            return new Live(profile.with(subscription), place, condition.renewed(), tally, paused);
        }

        /** Where it decides over deliveries, registry and topic are to know what came of it. */
        Live with(OfHandshake fact) {
            return new Live(profile.with(fact), place, condition, tally, paused);
        }

        Live with(Secrets secrets) {
            return new Live(profile.with(secrets), place, condition, tally, paused);
        }

        Live paused(boolean now) {
            return new Live(profile, place, condition, tally, now);
        }

        Live checkpointed(Checkpointed fact) {
            return new Live(
                    profile.announced(profile.announced() && fact.condition().status() == condition.status()),
                    place.checkpointed(fact),
                    fact.condition(),
                    tally.plus(fact.counts()),
                    paused);
        }

        Live replaying(Replaying replay) {
            return new Live(profile, place.with(Optional.of(replay)), condition, tally, paused);
        }

        Live redriven(Redriven fact) {
            return new Live(profile, place.with(new HeldChange(fact.held(), List.of())), condition, tally, paused);
        }

        Live expired(Expiry expiry) {
            return new Live(profile, place.expiredThrough(expiry.through()), condition, tally.plus(expiry), paused);
        }

        /** What was waiting is given up: a subscription that is off gets nothing more. */
        Live turnedOff(String reason) {
            return new Live(
                    profile.announced(false),
                    place.startingAt(place.cursor().settled()),
                    condition.turnedOff(reason),
                    tally,
                    paused);
        }

        TopicName topic() {
            return profile.subscription().criteria().eventType();
        }

        boolean isOff() {
            return condition.status() == Status.OFF;
        }

        /** Whether deliveries may start at all. */
        boolean mayDeliver() {
            return !paused && !isOff() && hasStarted() && !profile.isHeldBack();
        }

        /** Whether the topic has said from where on it matches. */
        boolean hasStarted() {
            return condition.status() != Status.REQUESTED;
        }

        /** Whether the topic is to match it: one that has started goes on, whatever its handshake comes to. */
        boolean wantsEvents() {
            return !isOff() && (hasStarted() || !profile.isHeldBack());
        }

        boolean isAwaitingHandshake() {
            return !isOff() && profile.handshake().filter(Handshake::isPending).isPresent();
        }

        Optional<LastError> handshakeFailure() {
            return profile.handshake().flatMap(Handshake::failure);
        }

        /** What the subscriber is told: what holds it back comes first. */
        Standing standing() {
            if (profile.isHeldBack() && !isOff()) {
                return profile.handshake().orElseThrow().standing();
            }
            return new Standing(hasStarted() ? condition.status() : Status.ACTIVE, condition.error());
        }

        boolean hasEnded(Instant now) {
            return profile.subscription()
                    .end()
                    .filter(end -> !now.isBefore(end))
                    .isPresent();
        }

        Gone unsubscribed() {
            return new Gone(topic(), false);
        }
    }

    /** How far delivery has come. */
    record Place(Cursor cursor, SortedMap<Long, Held> held, Optional<Replaying> replay) {

        public Place {
            held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
        }

        Place startingAt(long head) {
            return new Place(Cursor.at(head), Collections.emptySortedMap(), Optional.empty());
        }

        Place with(Optional<Replaying> changed) {
            return new Place(cursor, held, changed);
        }

        Place with(HeldChange change) {
            if (change.held().isEmpty() && change.settled().isEmpty()) {
                return this;
            }
            var next = new TreeMap<>(held);
            next.putAll(change.held());
            change.settled().forEach(next::remove);
            return new Place(cursor, next, replay);
        }

        Place checkpointed(Checkpointed fact) {
            return new Place(fact.cursor(), held, fact.replay()).with(fact.held());
        }

        Place expiredThrough(long through) {
            var kept = new TreeMap<Long, Held>(held);
            kept.entrySet()
                    .removeIf(entry ->
                            entry.getKey() <= through && entry.getValue().origin() != Held.Origin.REDRIVE);
            var settled = Math.max(cursor.settled(), through);
            return new Place(
                    new Cursor(
                            settled,
                            cursor.ahead().stream()
                                    .filter(offset -> offset > settled)
                                    .toList()),
                    kept,
                    replay);
        }

        /** Whether it does something that the topic has not notified it of, and must be asked to wake it for. */
        boolean goesBack() {
            return settledThrough() < cursor.settled();
        }

        /** Nothing at or before this is left to be done, be it by replay or redrive: what the topic is told. */
        long settledThrough() {
            var oldestHeld = held.isEmpty() ? Long.MAX_VALUE : held.firstKey() - 1;
            var replayed = replay.map(range -> range.cursor().settled()).orElse(Long.MAX_VALUE);
            return Math.min(cursor.settled(), Math.min(oldestHeld, replayed));
        }
    }

    /** A past range that is delivered again before anything newer: settled up to {@code cursor}, until {@code through}. */
    record Replaying(Cursor cursor, long through) {}

    /** What has come of all deliveries so far; the latest expiries are listed, all are counted. */
    record Tally(Counts counts, List<Expiry> expired) {

        /** Enough to see what happened lately; the count says the rest. */
        private static final int EXPIRED_MAX = 20;

        public Tally {
            expired = List.copyOf(expired);
        }

        Tally plus(Counts more) {
            return new Tally(counts.plus(more), expired);
        }

        Tally plus(Expiry expiry) {
            var listed = new ArrayList<>(expired);
            listed.add(expiry);
            var latest = listed.subList(Math.max(0, listed.size() - EXPIRED_MAX), listed.size());
            return new Tally(counts.plus(new Counts(0, 0, 0, 0, expiry.count())), latest);
        }
    }
}
