package org.openmns.broker.cluster;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.discovery.Discovery;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import org.openmns.config.ClusterSettings.Discovery.Method;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;

/**
 * Looks for others by the method that the settings name, and notes why it cannot: Bootstrap only goes on trying, and a node
 * in whose pod a right is missing would wait without a word. Pekko makes it by its name in the configuration.
 */
final class NotedDiscovery extends ServiceDiscovery {

    /** Where the configuration says which one of Pekko's methods it is. */
    static final String METHOD = "pekko.discovery.openmns.method";

    private final ExtendedActorSystem system;
    private final JoiningSetup setup;

    public NotedDiscovery(ExtendedActorSystem system) {
        this.system = system;
        this.setup = JoiningSetup.of(system);
    }

    @Override
    public Future<Resolved> lookup(Lookup lookup, FiniteDuration timeout) {
        return FutureConverters.asScala(look(lookup, timeout).whenComplete((found, failure) -> {
            if (failure != null) {
                setup.progress().is(why(failure));
            }
        }));
    }

    /** Pekko makes each method once; one that cannot be made, such as for want of a file, it tries to make again. */
    private CompletionStage<Resolved> look(Lookup lookup, FiniteDuration timeout) {
        try {
            var method = system.settings().config().getString(METHOD);
            return FutureConverters.asJava(
                    Discovery.get(system).loadServiceDiscovery(method).lookup(lookup, timeout));
        } catch (Exception notMade) {
            // Scala does not declare what it throws, and a missing file is no RuntimeException.
            return CompletableFuture.failedStage(notMade);
        }
    }

    private String why(Throwable failure) {
        var method = setup.settings().discovery().method();
        return method == Method.DATABASE
                ? "the database does not let it look for others"
                : "it cannot look for others by " + method.name().toLowerCase(Locale.ROOT) + ": "
                        + failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
