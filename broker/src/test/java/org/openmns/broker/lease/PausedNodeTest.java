package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;

/** A node that sleeps (SIGSTOP) until the lease is long free again, and wakes: it must not go on, whatever it finds. */
class PausedNodeTest {

    private static final String WENT_ON = "the other nodes went on without this one; start it again";
    private static final String RELEASED = "SBR released lease";
    private static final Duration END_MAX = Duration.ofSeconds(40);

    /** So that the lease is free soon, and the sleep may be short. */
    private static final String RELEASE_SOON = "-Dpekko.cluster.split-brain-resolver.lease-majority.release-after=1s";

    @TempDir
    private Path directory;

    @Test
    void endsItselfWhenItWakesAndTheOtherOneHasGoneOn() throws IOException, InterruptedException {
        try (var cluster = new TwoNodes(Postgres.emptyDatabase(), directory)) {
            var sleeper = cluster.start(0);
            var survivor = cluster.start(1, RELEASE_SOON);
            cluster.subscribe(survivor);
            cluster.serve(sleeper, System.nanoTime());

            sleeper.signal("STOP");
            survivor.await(RELEASED, END_MAX);
            sleeper.signal("CONT");
            var woke = System.nanoTime();

            assertThat(sleeper.awaitEnd(END_MAX)).isEqualTo(1);
            System.out.printf("PausedNodeTest ended %d ms after it woke%n", (System.nanoTime() - woke) / 1_000_000);
            Eventually.holds(
                    "it says so", () -> sleeper.saidAfter(woke, WENT_ON).isPresent());
            assertThat(sleeper.transcript()).contains("stood still").doesNotContain("SBR acquired lease");
            cluster.serve(survivor, System.nanoTime());
        }
    }

    /** Without the two quicker safeguards: too patient to notice its sleep, and nobody there who could tell it. */
    @Test
    @EnabledIfSystemProperty(named = "openmns.lease.rounds", matches = "\\d+")
    void isRefusedTheLeaseThoughItIsFreeAndNobodyElseIsLeft() throws IOException, InterruptedException {
        try (var cluster = new TwoNodes(Postgres.emptyDatabase(), directory)) {
            var sleeper = cluster.start(0, "-Dpekko.cluster.split-brain-resolver.stable-after=60s");
            var survivor = cluster.start(1, RELEASE_SOON);

            sleeper.signal("STOP");
            survivor.await(RELEASED, END_MAX);
            survivor.close();
            sleeper.signal("CONT");

            assertThat(sleeper.awaitEnd(END_MAX.plusSeconds(60))).isEqualTo(1);
            assertThat(sleeper.transcript())
                    .contains("couldn't acquire lease")
                    .contains(WENT_ON)
                    .doesNotContain("stood still");
        }
    }
}
