package org.openmns.bench.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.openmns.bench.figures.Percentiles;

/** How fast the machine is before anything runs: what its disk takes for a page, and its loopback interface to and fro. */
public record Machine(Percentiles flush, Percentiles roundTrip) {

    /** Takes some seconds; nothing stays in the folder. */
    public static Machine probe(Path folder) throws IOException {
        return new Machine(Disk.flush(folder), Loopback.roundTrips());
    }

    public JsonObject json() {
        return new JsonObject().put("diskFlush", flush.json()).put("loopback", roundTrip.json());
    }
}
