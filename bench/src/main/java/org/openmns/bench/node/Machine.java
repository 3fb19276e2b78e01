package org.openmns.bench.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.openmns.bench.figures.Percentiles;

/** How fast the machine is before anything runs: what its disk takes for a page, and its loopback interface to and fro. */
public record Machine(Percentiles flush, Percentiles roundTrip) {

    private static final Duration TIME = Duration.ofSeconds(2);

    /** Takes two seconds for each, or no longer than this; nothing stays in the folder. */
    public static Machine probe(Path folder, Duration atMost) throws IOException {
        var time = atMost.compareTo(TIME) < 0 ? atMost : TIME;
        return new Machine(Disk.flush(folder, time), Loopback.roundTrips(time));
    }

    public JsonObject json() {
        return new JsonObject().put("diskFlush", flush.json()).put("loopback", roundTrip.json());
    }
}
