package org.openmns.broker.topic;

import org.openmns.event.EventId;

/** A 128-bit hash of an event's identity: two 64-bit multiply-and-fold hashes of source and id with different seeds. */
final class IdHash {

    private static final long SEED_HIGH = 0x9e3779b97f4a7c15L;
    private static final long SEED_LOW = 0xc2b2ae3d27d4eb4fL;
    private static final long MULTIPLIER = 0xa0761d6478bd642fL;

    private IdHash() {}

    static long high(EventId id) {
        return hash(SEED_HIGH, id);
    }

    static long low(EventId id) {
        return hash(SEED_LOW, id);
    }

    /** The length of the source goes in between, so that its end cannot be taken for the id's beginning. */
    private static long hash(long seed, EventId id) {
        var hash = mix(chars(seed, id.source()), id.source().length());
        return mix(chars(hash, id.id()), id.id().length());
    }

    private static long chars(long seed, String text) {
        var hash = seed;
        for (var i = 0; i < text.length(); i++) {
            hash = mix(hash, text.charAt(i));
        }
        return hash;
    }

    private static long mix(long hash, long value) {
        var product = (hash ^ value ^ SEED_HIGH) * MULTIPLIER;
        return Math.multiplyHigh(hash ^ value, MULTIPLIER) ^ product ^ (product >>> 29);
    }
}
