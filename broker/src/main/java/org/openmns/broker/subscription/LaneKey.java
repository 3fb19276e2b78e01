package org.openmns.broker.subscription;

import org.openmns.event.Event;
import org.openmns.subscription.DeliveryOptions.OrderingKey;

/** Which lane an event belongs to: a 64-bit hash of its ordering key. A collision orders two keys, which does no harm. */
final class LaneKey {

    /** The one lane of a subscription that keeps all its deliveries in order. */
    private static final long WHOLE_SUBSCRIPTION = 1;

    private LaneKey() {}

    static long of(OrderingKey key, Event event) {
        return switch (key) {
            case NONE -> Pending.NO_LANE;
            case SUBSCRIPTION -> WHOLE_SUBSCRIPTION;
            case SUBJECT -> event.subject().map(LaneKey::hash).orElse(Pending.NO_LANE);
        };
    }

    /** FNV-1a over the characters, then SplitMix64's finish so that near texts lie far apart; never {@code NO_LANE}. */
    private static long hash(String text) {
        var hash = 0xcbf29ce484222325L;
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 27;
        return hash == Pending.NO_LANE ? WHOLE_SUBSCRIPTION : hash;
    }
}
