package org.openmns.broker.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long each of many took. */
final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    synchronized void add(long each) {
        nanos.add(each);
    }

    synchronized int count() {
        return nanos.size();
    }

    /** The time within which this many of a hundred were done. */
    synchronized Duration percentile(int percent) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(sorted.get((sorted.size() * percent + 99) / 100 - 1));
    }

    @Override
    public String toString() {
        return "%5d, p50 %4d ms, p99 %4d ms, most %4d ms"
                .formatted(
                        count(),
                        percentile(50).toMillis(),
                        percentile(99).toMillis(),
                        percentile(100).toMillis());
    }
}
