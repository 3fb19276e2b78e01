package org.openmns.bench.figures;

import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/** A distribution of latencies, in microseconds. */
public record Percentiles(long p50, long p99, long p999, long max) {

    /** The longest that is told apart from longer ones: an hour. */
    public static final long MICROS_MAX = 3_600_000_000L;

    /** An empty distribution with three digits of precision. */
    public static Histogram histogram() {
        return new Histogram(MICROS_MAX, 3);
    }

    /** A latency as a histogram takes it, whatever clocks did. */
    public static long bounded(long micros) {
        return Math.min(Math.max(0, micros), MICROS_MAX);
    }

    /** What a histogram holds. */
    public static Percentiles of(Histogram histogram) {
        return new Percentiles(
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /** For another process, and for the report. */
    public JsonObject json() {
        return new JsonObject()
                .put("p50Micros", p50)
                .put("p99Micros", p99)
                .put("p999Micros", p999)
                .put("maxMicros", max);
    }

    /** What {@link #json} wrote. */
    public static Percentiles from(JsonObject json) {
        return new Percentiles(
                json.getLong("p50Micros"),
                json.getLong("p99Micros"),
                json.getLong("p999Micros"),
                json.getLong("maxMicros"));
    }
}
