package org.openmns.broker.cluster;

import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.http.Operations;
import org.openmns.http.OperatorRoutes;

/** Where a node lays down what its management port offers, one an actor system. */
final class ManagementDesk implements Extension {

    private static final Id ID = new Id();

    private volatile Optional<Route> route = Optional.empty();

    private static final class Id extends AbstractExtensionId<ManagementDesk> {

        @Override
        public ManagementDesk createExtension(ExtendedActorSystem system) {
            return new ManagementDesk();
        }
    }

    static ManagementDesk of(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** From now on the management port tells this. */
    void open(Operations operations) {
        var routes = new OperatorRoutes(operations);
        route = Optional.of(Directives.concat(routes.health(), routes.cluster()));
    }

    Optional<Route> route() {
        return route;
    }
}
