package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;

/** Whether figures that were read again and again grow: the last third of the readings against the second. */
final class Flatness {

    /** Less than this part more is chance. */
    private static final double GROWTH_MAX = 1.15;

    private static final int THIRDS = 3;

    private Flatness() {}

    /** For each column of numbers but the first whether it is flat, or by how much it grew; nothing for few readings. */
    static JsonObject of(JsonArray rows) {
        var flat = new JsonObject();
        if (rows.size() >= THIRDS) {
            rows.getJsonObject(0).getMap().keySet().stream()
                    .skip(1)
                    .filter(column -> rows.getJsonObject(0).getValue(column) instanceof Number)
                    .forEach(column -> flat.put(column, verdict(rows, column)));
        }
        return flat;
    }

    private static String verdict(JsonArray rows, String column) {
        var third = rows.size() / THIRDS;
        var middle = mean(rows, column, rows.size() - 2 * third, rows.size() - third);
        var last = mean(rows, column, rows.size() - third, rows.size());
        return last <= middle * GROWTH_MAX ? "flat" : "grew from " + Math.round(middle) + " to " + Math.round(last);
    }

    private static double mean(JsonArray rows, String column, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(row -> rows.getJsonObject(row).getDouble(column))
                .average()
                .orElse(0);
    }
}
