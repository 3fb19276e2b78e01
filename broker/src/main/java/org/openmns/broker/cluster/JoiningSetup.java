package org.openmns.broker.cluster;

import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.cluster.Cluster;
import org.openmns.config.ClusterSettings;

/**
 * What joining needs and an actor system does not have by itself; Pekko makes the classes that read it by their name.
 */
final class JoiningSetup extends Setup {

    private final NodeTable table;
    private final ClusterSettings settings;
    private final JoinProgress progress = new JoinProgress();
    private final UUID incarnation = UUID.randomUUID();

    JoiningSetup(NodeTable table, ClusterSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /** That of this system. */
    static JoiningSetup of(ActorSystem system) {
        return system.settings()
                .setup()
                .get(JoiningSetup.class)
                .orElseThrow(() -> new IllegalStateException("the actor system was started without its node table"));
    }

    NodeTable table() {
        return table;
    }

    ClusterSettings settings() {
        return settings;
    }

    JoinProgress progress() {
        return progress;
    }

    /** Whose row in the table of nodes is this system's: that of its address, in this run. */
    NodeTable.Key key(ActorSystem system) {
        return new NodeTable.Key(Place.of(Cluster.get(system).selfAddress()), incarnation);
    }
}
