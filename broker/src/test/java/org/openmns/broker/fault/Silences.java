package org.openmns.broker.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long nothing was heard of each of several things that are heard of all the time: outages, as a client sees them. */
final class Silences<K> {

    /** Shorter ones are the rhythm of the publishers. */
    private static final long NOTED_MILLIS = 400;

    private final Map<K, Voice> voices = new HashMap<>();

    private record Gap(long from, long to) {}

    private static final class Voice {
        private final List<Gap> gaps = new ArrayList<>();
        private long last;
    }

    synchronized void heard(K key, long now) {
        var voice = voices.computeIfAbsent(key, unheard -> new Voice());
        if (voice.last > 0 && now - voice.last >= NOTED_MILLIS) {
            voice.gaps.add(new Gap(voice.last, now));
        }
        voice.last = Math.max(voice.last, now);
    }

    /** When it was heard last; 0 for never. */
    synchronized long last(K key) {
        var voice = voices.get(key);
        return voice == null ? 0 : voice.last;
    }

    /** The longest silence that ended or lasted after this moment, counted from it. */
    synchronized long longest(K key, long from) {
        var voice = voices.get(key);
        return voice == null
                ? 0
                : voice.gaps.stream()
                        .filter(gap -> gap.to() > from)
                        .mapToLong(gap -> gap.to() - Math.max(from, gap.from()))
                        .max()
                        .orElse(0);
    }
}
