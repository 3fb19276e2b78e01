package org.openmns.broker.cluster;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/**
 * Our routes on the management port, which Pekko Management makes by the name in {@code cluster.conf}. That is before there
 * is anything to tell, for a node joins first; until then no path of ours is known.
 */
public final class ManagementRoutes implements ManagementRouteProvider {

    private final ExtendedActorSystem system;

    /** By reflection. */
    public ManagementRoutes(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.extractRequest(
                request -> ManagementDesk.of(system).route().orElseGet(Directives::reject));
    }
}
