package org.openmns.bench;

import io.vertx.core.json.JsonObject;

/** What the generator did in one run; {@code failed} had an answer other than 200, or none. */
record Sent(long accepted, long failed, long startMicros, long endMicros, Percentiles latency) {

    double seconds() {
        return (endMicros - startMicros) / 1e6;
    }

    JsonObject json() {
        return new JsonObject()
                .put("accepted", accepted)
                .put("failed", failed)
                .put("startMicros", startMicros)
                .put("endMicros", endMicros)
                .put("latency", latency.json());
    }

    static Sent from(JsonObject json) {
        return new Sent(
                json.getLong("accepted"),
                json.getLong("failed"),
                json.getLong("startMicros"),
                json.getLong("endMicros"),
                Percentiles.from(json.getJsonObject("latency")));
    }
}
