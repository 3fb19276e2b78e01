package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a node tells those who run it, about itself and its cluster. */
public interface Operations {

    /** False where only a restart of the process helps. A probe that fails here ends the node. */
    boolean isAlive();

    /** Why no request should be sent here now, in plain sentences; empty where the node is ready. */
    CompletionStage<List<String>> notReadyBecause();

    /** Whether connections are to be closed after their next answer, for the node is about to close them itself. */
    boolean isClosing();

    /** The cluster as this node sees it, with what each node says of itself. */
    CompletionStage<ClusterView> cluster();
}
