package org.openmns.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gives a target many random inputs, on all processors at once: none may fail it, hold it up, or leave memory behind. */
public final class Fuzz {

    /** In the usual suite; {@code -Dopenmns.fuzz.inputs=10000000} takes minutes. */
    private static final long INPUTS = Long.getLong("openmns.fuzz.inputs", 200_000);

    /** Of a processor, for one input: a thousand times what the others take, and the same on a machine that does much else. */
    private static final Duration INPUT_MAX = Duration.ofSeconds(2);

    /** By the clock, whoever is waited for. */
    private static final Duration HANG_MAX = Duration.ofSeconds(60);

    /** Far below a byte an input in the long run. */
    private static final long GROWTH_BYTES_MAX = 8 << 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String name;
    private final long seed;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();

    /** What is tried: whether it accepted the input that it made of this randomness; throws what must not be. */
    public interface Target {
        boolean accepts(SplittableRandom random) throws Exception;
    }

    private Fuzz(String name, long seed) {
        this.name = name;
        this.seed = seed;
    }

    /** Tries this share of all inputs, each processor with a target of its own; at least a twentieth must be accepted. */
    public static void run(String name, int percent, Supplier<Target> targets) throws InterruptedException {
        var fuzz = new Fuzz(name, Long.getLong("openmns.fuzz.seed", new SplittableRandom().nextLong()));
        fuzz.run(Math.max(INPUTS * percent / 100, 1), targets);
    }

    private void run(long inputs, Supplier<Target> targets) throws InterruptedException {
        var workers = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> new Worker(targets.get()))
                .toList();
        var next = new AtomicLong();
        var start = System.nanoTime();
        // A fifth fills caches and pools, so that what comes after it must leave the heap as it was.
        rush(workers, next, inputs / 5);
        var before = liveBytes();
        rush(workers, next, inputs);
        var growth = liveBytes() - before;
        var seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
        var slowest = workers.stream().mapToLong(each -> each.slowest).max().orElseThrow();
        System.out.printf(
                "Fuzz %s: seed %d, %,d inputs in %.1f s, %,d accepted, slowest %d ms, heap %+d KiB%n",
                name, seed, inputs, seconds, accepted.get(), slowest / 1_000_000, growth >> 10);

        assertThat(growth).as("growth of the heap in bytes").isLessThan(GROWTH_BYTES_MAX);
        if (inputs > 1) {
            assertThat(accepted.get()).as("accepted of %d", inputs).isGreaterThan(inputs / 20);
        }
    }

    private void rush(List<Worker> workers, AtomicLong next, long end) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(workers.size(), Fuzz::daemon);
        workers.forEach(worker -> threads.execute(() -> worker.work(next, end)));
        threads.shutdown();
        while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
            workers.forEach(Worker::requireProgress);
        }
        var failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "fuzz");
        thread.setDaemon(true);
        return thread;
    }

    private static long liveBytes() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** One input after the other on one thread. */
    private final class Worker {

        private final Target target;
        private volatile long input = -1;
        private volatile long since;
        private volatile long slowest;

        Worker(Target target) {
            this.target = target;
        }

        void work(AtomicLong next, long end) {
            while (failure.get() == null) {
                var mine = next.getAndIncrement();
                if (mine >= end) {
                    next.decrementAndGet();
                    input = -1;
                    return;
                }
                attempt(mine);
            }
        }

        private void attempt(long mine) {
            var before = THREADS.getCurrentThreadCpuTime();
            since = System.nanoTime();
            input = mine;
            try {
                accepted.addAndGet(target.accepts(new SplittableRandom(seed + mine)) ? 1 : 0);
            } catch (Throwable thrown) {
                failure.compareAndSet(null, failed(mine, "failed", thrown));
            }
            var took = THREADS.getCurrentThreadCpuTime() - before;
            slowest = Math.max(slowest, took);
            if (took > INPUT_MAX.toNanos()) {
                failure.compareAndSet(null, failed(mine, "took " + Duration.ofNanos(took), null));
            }
        }

        void requireProgress() {
            var stuck = input;
            if (stuck >= 0 && System.nanoTime() - since > HANG_MAX.toNanos()) {
                throw failed(stuck, "hangs", null);
            }
        }

        private AssertionError failed(long mine, String how, @Nullable Throwable cause) {
            var again = " (again: -Dopenmns.fuzz.inputs=1 -Dopenmns.fuzz.seed=" + (seed + mine) + ")";
            return new AssertionError("an input of " + name + " " + how + again, cause);
        }
    }
}
