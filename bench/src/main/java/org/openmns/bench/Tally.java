package org.openmns.bench;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What arrived, by path: how much, what twice, and how long it took. Used by one thread. */
final class Tally {

    /** One bit an event and path; beyond this the bits would take more memory than the run is worth. */
    static final long NUMBER_MAX = 100_000_000;

    private final Map<String, Path> paths = new TreeMap<>();
    private final Histogram latency = new Histogram(3_600_000_000L, 3);
    private final long sinceMicros;
    private long foreign;
    private long firstMicros;
    private long lastMicros;

    /** An event due before this time is of an earlier run, come late. */
    Tally(long sinceMicros) {
        this.sinceMicros = sinceMicros;
    }

    void received(String path, EventTemplate.Stamp stamp, long nowMicros) {
        if (stamp.number() >= NUMBER_MAX || stamp.micros() < sinceMicros) {
            foreign++;
            return;
        }
        firstMicros = firstMicros == 0 ? nowMicros : firstMicros;
        lastMicros = nowMicros;
        latency.recordValue(Math.min(Math.max(0, nowMicros - stamp.micros()), latency.getHighestTrackableValue()));
        paths.computeIfAbsent(path, ignored -> new Path()).received((int) stamp.number());
    }

    /** A body that is no event of this run. */
    void receivedForeign() {
        foreign++;
    }

    Received received() {
        var distinct = paths.values().stream().mapToLong(path -> path.distinct).sum();
        var duplicates =
                paths.values().stream().mapToLong(path -> path.duplicates).sum();
        return new Received(
                new Received.Counts(distinct, duplicates, foreign, paths.size()),
                firstMicros,
                lastMicros,
                Percentiles.of(latency));
    }

    private static final class Path {

        private final BitSet seen = new BitSet();
        private long distinct;
        private long duplicates;

        private void received(int number) {
            if (seen.get(number)) {
                duplicates++;
                return;
            }
            seen.set(number);
            distinct++;
        }
    }
}
