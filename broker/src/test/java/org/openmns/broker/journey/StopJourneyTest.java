package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** A node that is told to stop while it delivers. */
@OnBothDatabases
class StopJourneyTest {

    /** Far below the time after which stopping gives up waiting for a topic or subscription that does not stop. */
    private static final Duration STOP_AND_START_MAX = Duration.ofSeconds(10);

    private static final int SUBSCRIPTIONS = 30;
    private static final int LATE_MILLIS_MAX = 700;

    @TempDir
    private Path directory;

    @Test
    void stopsAtOnceThoughDeliveriesSettleMeanwhileAndRepeatsNothing() {
        var seed = System.nanoTime();
        System.out.println("seed of the endpoint's delays: " + seed);
        var random = new SplittableRandom(seed);
        try (var sink = new Sink().answering(request -> late(random));
                var node = RunningNode.start(directory)) {
            IntStream.range(0, SUBSCRIPTIONS)
                    .forEach(i -> node.subscribe("eventType=pds-change-of-gp-2", sink.url("/" + i)));
            for (int round = 1; round <= 2; round++) {
                node.publish("pds-change-of-gp-2", "e" + round, "9000000009");
                sink.await(SUBSCRIPTIONS * round);

                var before = System.nanoTime();
                node.restart();

                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(STOP_AND_START_MAX);
            }
            assertThat(sink.received())
                    .extracting(request -> request.path() + request.eventId())
                    .doesNotHaveDuplicates();
        }
    }

    private static int late(SplittableRandom random) {
        int millis;
        synchronized (random) {
            millis = random.nextInt(LATE_MILLIS_MAX);
        }
        return new CompletableFuture<Integer>()
                .completeOnTimeout(204, millis, TimeUnit.MILLISECONDS)
                .join();
    }
}
