package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The delivery protocol in many random worlds. A wider run: {@code -Dopenmns.simulation.seeds=100000}; one world again:
 * {@code -Dopenmns.simulation.first=SEED -Dopenmns.simulation.seeds=1}.
 */
class SimulationTest {

    private static final long FIRST = Long.getLong("openmns.simulation.first", 1);
    private static final long SEEDS = Long.getLong("openmns.simulation.seeds", 2_000);

    @Test
    void everyAcceptedEventReachesWhomItMatchedInOrderWhateverGoesWrong() {
        var deliveries = LongStream.range(FIRST, FIRST + SEEDS)
                .map(seed -> deliveriesOf(seed))
                .sum();

        assertThat(deliveries).isPositive();
    }

    private static long deliveriesOf(long seed) {
        try {
            return new Simulation(seed).run().deliveries();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
