package org.openmns.broker.cluster;

import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.CoordinatedShutdown;

/**
 * Why a node ends that others went on without: the cluster downed it, or it was silent for so long that it may be alone in a
 * cluster that nobody else believes in. Such a node owes nobody a slow goodbye.
 */
public final class LeftBehind implements CoordinatedShutdown.Reason {

    private static final LeftBehind REASON = new LeftBehind();

    private LeftBehind() {}

    /** Ends this node for that reason. */
    static void end(ClassicActorSystemProvider system) {
        CoordinatedShutdown.get(system).run(REASON);
    }

    /** Whether the shutdown of this node, if there is one, has that reason. */
    public static boolean isWhy(ClassicActorSystemProvider system) {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> reason.equals(REASON) || reason.equals(CoordinatedShutdown.clusterDowningReason()))
                .isPresent();
    }
}
