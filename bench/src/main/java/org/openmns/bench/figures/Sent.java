package org.openmns.bench.figures;

import io.vertx.core.json.JsonObject;

/** What the generator did in one phase; {@code failed} events had an answer other than 2xx, or none. */
public record Sent(long accepted, long failed, long startMicros, long endMicros, Percentiles latency) {

    /** From the first event to the last answer. */
    public double seconds() {
        return (endMicros - startMicros) / 1e6;
    }

    /** Accepted events a second. */
    public double perSecond() {
        return accepted / seconds();
    }

    /** How many numbers were given to events. */
    public long numbered() {
        return accepted + failed;
    }

    /** For another process, and for the report. */
    public JsonObject json() {
        return new JsonObject()
                .put("accepted", accepted)
                .put("failed", failed)
                .put("startMicros", startMicros)
                .put("endMicros", endMicros)
                .put("latency", latency.json());
    }

    /** What {@link #json} wrote. */
    public static Sent from(JsonObject json) {
        return new Sent(
                json.getLong("accepted"),
                json.getLong("failed"),
                json.getLong("startMicros"),
                json.getLong("endMicros"),
                Percentiles.from(json.getJsonObject("latency")));
    }
}
