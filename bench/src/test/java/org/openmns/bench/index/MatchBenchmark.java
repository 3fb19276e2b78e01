package org.openmns.bench.index;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to find who wants an event; the heap that those who are asked take is printed on the way. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx6g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@NullUnmarked
public class MatchBenchmark {

    private static final int EVENTS = 1 << 12;

    @Param({"OPENMNS", "EVENT_RULER"})
    public Contestant contestant;

    @Param({"EQUALITY", "MIXED"})
    public Wishes wishes;

    @Param({"1000", "100000", "1000000"})
    public int subscriptions;

    private IntUnaryOperator asked;
    private int next;

    @Setup
    public void ask() {
        // Loads the classes: they are no part of a subscription.
        check(contestant.ask(wishes, 8).apply(new int[] {1}), 1);
        var before = heapBytes();
        var from = System.nanoTime();
        var taken = contestant.ask(wishes, subscriptions);
        var nanos = System.nanoTime() - from;
        System.out.printf(
                "%n%s %s %,d: %.0f bytes a subscription, %.0f ns to add one%n",
                contestant,
                wishes,
                subscriptions,
                (heapBytes() - before) / (double) subscriptions,
                nanos / (double) subscriptions);
        asked = taken.apply(
                new SplittableRandom(1).ints(EVENTS, 0, subscriptions).toArray());
        check(asked, EVENTS);
    }

    /** Each event matches one subscription, whoever finds it. */
    private static void check(IntUnaryOperator asked, int events) {
        for (var place = 0; place < events; place++) {
            var matches = asked.applyAsInt(place);
            if (matches != 1) {
                throw new IllegalStateException("event " + place + " matches " + matches);
            }
        }
    }

    @Benchmark
    public int match() {
        next = (next + 1) % EVENTS;
        return asked.applyAsInt(next);
    }

    private static long heapBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
