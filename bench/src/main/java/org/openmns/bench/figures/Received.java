package org.openmns.bench.figures;

import io.vertx.core.json.JsonObject;

/**
 * What one group of the sink's paths got; times in microseconds since 1970, 0 where nothing arrived. {@code window}: the
 * latencies of what arrived last, since a window was begun.
 */
public record Received(Counts counts, long firstMicros, long lastMicros, Percentiles latency, Percentiles window) {

    /**
     * {@code distinct}: once for each event and path. {@code foreign}: bodies that are no event of the run, on any path.
     * {@code misrouted}: events of the run on a path where they do not belong.
     */
    public record Counts(long distinct, long duplicates, long misrouted, long foreign) {}

    /** For another process, and for the report. */
    public JsonObject json() {
        return new JsonObject()
                .put("distinct", counts.distinct)
                .put("duplicates", counts.duplicates)
                .put("misrouted", counts.misrouted)
                .put("foreign", counts.foreign)
                .put("firstMicros", firstMicros)
                .put("lastMicros", lastMicros)
                .put("latency", latency.json())
                .put("window", window.json());
    }

    /** What {@link #json} wrote. */
    public static Received from(JsonObject json) {
        return new Received(
                new Counts(
                        json.getLong("distinct"),
                        json.getLong("duplicates"),
                        json.getLong("misrouted"),
                        json.getLong("foreign")),
                json.getLong("firstMicros"),
                json.getLong("lastMicros"),
                Percentiles.from(json.getJsonObject("latency")),
                Percentiles.from(json.getJsonObject("window")));
    }
}
