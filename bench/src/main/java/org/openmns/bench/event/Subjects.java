package org.openmns.bench.event;

import io.vertx.core.json.JsonObject;
import java.util.SplittableRandom;

/**
 * Whom events are about: {@code count} patients from {@code first} on, each {@code stride} after the last. Where
 * {@code perPath} is not 0, the patients follow each other on the sink's paths in groups of so many, and each event has one
 * path where it belongs.
 */
public record Subjects(long first, long count, long stride, int perPath) {

    /** Anybody of 100,000, whoever receives it. */
    public static final Subjects ANYBODY = new Subjects(0, 100_000, 1, 0);

    /** Patients whom nobody subscribes to. */
    public static final Subjects NOBODY = new Subjects(80_000_000, 1_000, 1, 0);

    /** One of them by chance. */
    long draw(SplittableRandom random) {
        return first + random.nextLong(count) * stride;
    }

    /** The path where the sink must receive what is about this patient, from 1; 0 where it may be any. */
    int path(long patient) {
        return perPath == 0 ? 0 : (int) (patient / perPath) + 1;
    }

    /** For another process. */
    public JsonObject json() {
        return new JsonObject()
                .put("first", first)
                .put("count", count)
                .put("stride", stride)
                .put("perPath", perPath);
    }

    /** What {@link #json} wrote. */
    public static Subjects from(JsonObject json) {
        return new Subjects(
                json.getLong("first"), json.getLong("count"), json.getLong("stride"), json.getInteger("perPath"));
    }
}
