package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;

/** The limits of a stop, as a node in production has them. */
class DrainingTest {

    private static final String PHASES = "pekko.coordinated-shutdown.phases";

    /** Waits for regions that {@link OrderlyStop} has ended by then. */
    private static final String NEVER_WAITS = "cluster-sharding-shutdown-region";

    /** When Kubernetes kills, less what closing the database takes. */
    private static final Duration STOP_MAX = Duration.ofSeconds(53);

    private static Config phases() {
        var config = Layers.load(
                Profile.PRODUCTION,
                Map.of(
                        "openmns.node.public-base-url",
                        "https://mns.example",
                        "openmns.http.tls.ends-before-me",
                        "true"),
                Optional.empty());
        var limits = Draining.limits(Settings.from(config).http().waits());
        return ConfigFactory.parseMap(limits).withFallback(config).getConfig(PHASES);
    }

    @Test
    void aStopEndsBeforeItsSupervisorKills() {
        var phases = phases();
        var sum = phases.root().keySet().stream()
                .filter(phase -> !phase.equals(NEVER_WAITS))
                .filter(phase -> phases.hasPath(phase + ".timeout"))
                .map(phase -> phases.getDuration(phase + ".timeout"))
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(sum).isBetween(Duration.ofSeconds(40), STOP_MAX);
    }

    /** A region takes its own limit from that phase, less a second. */
    @Test
    void deliveriesInFlightHaveTheirTenSeconds() {
        assertThat(phases().getDuration(NEVER_WAITS + ".timeout")).isGreaterThan(Duration.ofSeconds(11));
        assertThat(phases().getDuration("before-cluster-shutdown.timeout")).isGreaterThan(Duration.ofSeconds(13));
    }

    @Test
    void readinessFailsForFiveSecondsBeforeThePortCloses() {
        assertThat(phases().getDuration("before-service-unbind.timeout")).isEqualTo(Duration.ofSeconds(6));
    }
}
