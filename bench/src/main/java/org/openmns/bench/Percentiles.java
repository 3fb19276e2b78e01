package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/** A distribution of latencies, in microseconds. */
record Percentiles(long p50, long p99, long max) {

    static Percentiles of(Histogram histogram) {
        return new Percentiles(
                histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99), histogram.getMaxValue());
    }

    JsonObject json() {
        return new JsonObject().put("p50Micros", p50).put("p99Micros", p99).put("maxMicros", max);
    }

    static Percentiles from(JsonObject json) {
        return new Percentiles(json.getLong("p50Micros"), json.getLong("p99Micros"), json.getLong("maxMicros"));
    }
}
