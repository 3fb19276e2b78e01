package org.openmns.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.openmns.broker.cluster.LeftBehind;
import org.openmns.broker.cluster.StopPhase;
import org.openmns.config.HttpSettings.Waits;
import org.openmns.http.OpenPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first part of a stop, before {@link OrderlyStop}: how clients are led away from this node.
 *
 * <pre>
 * told to stop ─▶ /health/ready fails, all else is served as before        drain-delay
 *              ─▶ the port closes; answers say "Connection: close"         1 s at most, none without a drain-delay
 *              ─▶ requests in flight are answered, connections closed      stop-timeout
 * </pre>
 */
final class Draining {

    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

    /** What a phase of the shutdown is given beyond what is in it, so that it ends by itself. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final String PHASE = "pekko.coordinated-shutdown.phases.%s.timeout";

    private final ActorSystem<?> system;
    private final StopPhase stop;
    private final Waits waits;

    private Draining(ActorSystem<?> system, StopPhase stop, Waits waits) {
        this.system = system;
        this.stop = stop;
        this.waits = waits;
    }

    /** From now on a shutdown of this system begins so. */
    static void arrange(ActorSystem<?> system, OpenPort port, StopPhase stop, Waits waits) {
        var draining = new Draining(system, stop, waits);
        var shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "drain", draining::drain);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "close-the-port", () -> draining.closePort(port));
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceRequestsDone(),
                "answer-the-last",
                () -> port.terminate(waits.stopTimeout()));
    }

    /** What the shutdown must be told, for its limits follow from our settings. */
    static Map<String, String> limits(Waits waits) {
        return Map.of(
                PHASE.formatted("before-service-unbind"),
                text(waits.drainDelay()),
                PHASE.formatted("service-unbind"),
                text(CLOSING_MAX),
                PHASE.formatted("service-requests-done"),
                text(waits.stopTimeout()));
    }

    private static String text(Duration atMost) {
        return atMost.plus(MARGIN).toMillis() + " ms";
    }

    private CompletionStage<Done> drain() {
        stop.drain();
        LOG.info("this node stops");
        return after(drainDelay());
    }

    private CompletionStage<Done> closePort(OpenPort port) {
        stop.close();
        var wait = drainDelay().compareTo(CLOSING_MAX) < 0 ? drainDelay() : CLOSING_MAX;
        return port.unbind().thenCompose(unbound -> after(wait));
    }

    /** The sooner a node ends that was left behind the better. */
    private Duration drainDelay() {
        return LeftBehind.isWhy(system) ? Duration.ZERO : waits.drainDelay();
    }

    private static CompletionStage<Done> after(Duration wait) {
        return wait.isZero()
                ? CompletableFuture.completedFuture(Done.getInstance())
                : new CompletableFuture<Done>()
                        .completeOnTimeout(Done.getInstance(), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
