package org.openmns.broker.cluster;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** How a node becomes a member of its cluster. */
public final class Joining {

    private Joining() {}

    /** A cluster of one: nobody else can use an embedded database. */
    public static void join(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
}
