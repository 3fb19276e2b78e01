package org.openmns.broker.subscription;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.openmns.broker.subscription.SubscriptionFact.OfHandshake;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;

/** What the subscriber asked for, whether registry and topic know it as it stands, and whether its endpoint agreed. */
record Profile(
        Subscription subscription, Secrets secrets, String owner, boolean announced, Optional<Handshake> handshake) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    Profile announced(boolean now) {
        return new Profile(subscription, secrets, owner, now, handshake);
    }

    Profile with(Subscription changed) {
        return new Profile(changed, secrets, owner, false, handshake);
    }

    Profile with(Secrets changed) {
        return new Profile(subscription, changed, owner, announced, handshake);
    }

    Profile with(OfHandshake fact) {
        var next = fact.after(handshake);
        return new Profile(
                subscription, secrets, owner, announced && !next.terms().required(), Optional.of(next));
    }

    boolean isHeldBack() {
        return handshake.filter(Handshake::holds).isPresent();
    }

    /** Whether the endpoint of this has not been asked yet, or was, did not agree, and may have been mended. */
    boolean isAskedAnewFor(Subscription next) {
        var known = (RestHook) subscription.channel();
        var wanted = (RestHook) next.channel();
        return !known.endpoint().equals(wanted.endpoint())
                || known.payload() != wanted.payload()
                || (isHeldBack() && !handshake.filter(Handshake::isPending).isPresent());
    }

    /** The least time between two requests, by what the subscriber asked for and by what the endpoint agreed to. */
    Optional<Duration> spacing() {
        var wanted = subscription.options().ratePerSecondMax().map(SECOND::dividedBy);
        var allowed = handshake.flatMap(Handshake::spacing);
        return Stream.of(wanted, allowed).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    @Override
    public String toString() {
        return "Profile[" + subscription + "]";
    }
}
