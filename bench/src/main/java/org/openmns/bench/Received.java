package org.openmns.bench;

import io.vertx.core.json.JsonObject;

/** What the sink got in one run; times in microseconds since 1970, 0 where nothing arrived. */
record Received(Counts counts, long firstMicros, long lastMicros, Percentiles latency) {

    /** {@code distinct}: once for each event and path. {@code foreign}: bodies that are no event of the run. */
    record Counts(long distinct, long duplicates, long foreign, int paths) {}

    JsonObject json() {
        return new JsonObject()
                .put("distinct", counts.distinct)
                .put("duplicates", counts.duplicates)
                .put("foreign", counts.foreign)
                .put("paths", counts.paths)
                .put("firstMicros", firstMicros)
                .put("lastMicros", lastMicros)
                .put("latency", latency.json());
    }

    static Received from(JsonObject json) {
        return new Received(
                new Counts(
                        json.getLong("distinct"),
                        json.getLong("duplicates"),
                        json.getLong("foreign"),
                        json.getInteger("paths")),
                json.getLong("firstMicros"),
                json.getLong("lastMicros"),
                Percentiles.from(json.getJsonObject("latency")));
    }
}
