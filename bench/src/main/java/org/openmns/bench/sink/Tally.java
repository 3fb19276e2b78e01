package org.openmns.bench.sink;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.openmns.bench.event.Stamp;
import org.openmns.bench.figures.Percentiles;
import org.openmns.bench.figures.Received;

/** What arrived, by group and path: how much, what twice, what wrongly, and how long it took. Used by one thread. */
final class Tally {

    /** What {@link Seen} can hold. */
    static final long NUMBER_MAX = (1L << 32) - 1;

    /** How many groups of paths are told apart. */
    static final int GROUPS = 3;

    private final Group[] groups =
            IntStream.range(0, GROUPS).mapToObj(Group::new).toArray(Group[]::new);
    private final Seen seen = new Seen();
    private final long sinceMicros;
    private long foreign;

    /** An event due before this time is of an earlier run, come late. */
    Tally(long sinceMicros) {
        this.sinceMicros = sinceMicros;
    }

    void received(int group, int path, Stamp stamp, long nowMicros) {
        if (stamp.micros() < sinceMicros || stamp.number() > NUMBER_MAX) {
            foreign++;
        } else if (stamp.path() != 0 && stamp.path() != path) {
            groups[group].misrouted++;
        } else {
            groups[group].received(path, stamp, nowMicros);
        }
    }

    /** A body that is no event of this run. */
    void receivedForeign() {
        foreign++;
    }

    /** From now on the window's latencies are those of what arrives from now on; all else goes on. */
    void beginWindow() {
        for (var group : groups) {
            group.window.reset();
        }
    }

    Received received(int group) {
        return groups[group].received();
    }

    /** Of all groups. */
    long distinct() {
        return LongStream.range(0, GROUPS)
                .map(group -> groups[(int) group].distinct)
                .sum();
    }

    private final class Group {

        private final int number;
        private final Histogram latency = Percentiles.histogram();
        private final Histogram window = Percentiles.histogram();
        private long distinct;
        private long duplicates;
        private long misrouted;
        private long firstMicros;
        private long lastMicros;

        private Group(int number) {
            this.number = number;
        }

        private void received(int path, Stamp stamp, long nowMicros) {
            if (!seen.add(path * GROUPS + number, stamp.number())) {
                duplicates++;
                return;
            }
            distinct++;
            firstMicros = firstMicros == 0 ? nowMicros : firstMicros;
            lastMicros = nowMicros;
            var micros = Percentiles.bounded(nowMicros - stamp.micros());
            latency.recordValue(micros);
            window.recordValue(micros);
        }

        private Received received() {
            return new Received(
                    new Received.Counts(distinct, duplicates, misrouted, foreign),
                    firstMicros,
                    lastMicros,
                    Percentiles.of(latency),
                    Percentiles.of(window));
        }
    }
}
