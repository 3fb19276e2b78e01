package org.openmns.broker.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeFailed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakePassed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeTried;
import org.openmns.broker.subscription.SubscriptionFact.OfHandshake;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.LastError;

/**
 * How far it is with asking an endpoint whether it wants deliveries, as it is stored: asked again by a schedule, until it
 * agrees or the schedule ends. Where it is required, nothing is delivered before it has passed.
 *
 * @param tries how often the endpoint did not agree
 * @param failure the last time that it did not
 * @param perMinuteMax the requests that it agreed to, where it sets a limit
 */
record Handshake(Terms terms, Stage stage, int tries, Optional<LastError> failure, Optional<Integer> perMinuteMax) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** After there was no room for it on this node it is made so much later, and each time in a row twice as much... */
    private static final Duration NO_ROOM = Duration.ofSeconds(5);

    /** ... until of very many that wait for one host each asks every five minutes. */
    private static final int NO_ROOM_DOUBLINGS_MAX = 6;

    /** What it began with; {@code token} is the secret that lets the endpoint agree later. */
    record Terms(boolean required, String token, Instant since) {

        @Override
        public String toString() {
            return "Terms[required=" + required + ", since=" + since + "]";
        }
    }

    /** How it stands. */
    enum Stage {
        PENDING,
        PASSED,
        FAILED
    }

    static Handshake begun(Terms terms) {
        return new Handshake(terms, Stage.PENDING, 0, Optional.empty(), Optional.empty());
    }

    Handshake tried(LastError why) {
        return new Handshake(terms, Stage.PENDING, tries + 1, Optional.of(why), perMinuteMax);
    }

    Handshake failed(LastError why) {
        return new Handshake(terms, Stage.FAILED, tries + 1, Optional.of(why), perMinuteMax);
    }

    Handshake passed(Optional<Integer> perMinute) {
        return new Handshake(terms, Stage.PASSED, tries, Optional.empty(), perMinute);
    }

    boolean isPending() {
        return stage == Stage.PENDING;
    }

    /** Whether nothing may be delivered. */
    boolean holds() {
        return terms.required() && stage != Stage.PASSED;
    }

    /** How a subscription stands that it holds back. */
    Standing standing() {
        return stage == Stage.FAILED
                ? new Standing(Status.ERROR, failure.map(why -> "the handshake failed: " + why.detail()))
                : new Standing(
                        Status.REQUESTED, failure.map(why -> "the handshake has not passed yet: " + why.detail()));
    }

    /** When the endpoint is to be asked, while this is pending. */
    Instant dueAt(List<Duration> waits) {
        return failure.map(last -> last.at().plus(waits.isEmpty() ? Duration.ZERO : waits.get(waitAfter(waits))))
                .orElse(terms.since());
    }

    /** The wait when there has been no room so often before; half more or less by {@code chance}, which is from 0 to 1. */
    static Duration afterNoRoom(int before, double chance) {
        var usual = NO_ROOM.multipliedBy(1L << Math.min(before, NO_ROOM_DOUBLINGS_MAX));
        return Duration.ofMillis((long) (usual.toMillis() * (0.5 + chance)));
    }

    /** The operator may have shortened the schedule meanwhile. */
    private int waitAfter(List<Duration> waits) {
        return Math.min(tries, waits.size()) - 1;
    }

    /** What follows from what the endpoint said. One that is not required is made once. */
    OfHandshake after(Consent consent, List<Duration> waits, Instant now) {
        if (consent.given()) {
            return new HandshakePassed(consent.perMinuteMax());
        }
        var why = new LastError(now, consent.outcome().detail());
        return terms.required() && tries < waits.size() ? new HandshakeTried(why) : new HandshakeFailed(why);
    }

    /** Whether whoever says this token speaks for the endpoint; takes as long for each wrong one. */
    boolean isGrantedBy(String token, Duration life, Instant now) {
        var right = MessageDigest.isEqual(token.getBytes(UTF_8), terms.token().getBytes(UTF_8));
        return right && now.isBefore(terms.since().plus(life));
    }

    /** The least time between two requests that the endpoint agreed to. */
    Optional<Duration> spacing() {
        return perMinuteMax.map(MINUTE::dividedBy);
    }
}
