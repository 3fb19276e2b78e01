package org.openmns.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** How a scenario is measured. */
interface Trial {

    /** Sets up, warms up, measures, and leaves the nodes as they were, unless they are its own. */
    Result run(String name, Stage stage) throws IOException, InterruptedException;

    /** Whether it needs nodes on fresh data, which nobody uses after it. */
    default boolean needsOwnNodes() {
        return false;
    }

    /** What its own nodes are told beyond the defaults; their logs go to this folder. */
    default Map<String, String> environment(Path work) {
        return Map.of();
    }
}
