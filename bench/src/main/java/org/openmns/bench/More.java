package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** The figures that only one scenario has, as text: a line each, a table for what was read again and again. */
final class More {

    private More() {}

    static String text(Result result) {
        if (result.more().isEmpty()) {
            return "";
        }
        var text = new StringBuilder(String.format("%n%s%n", result.scenario()));
        for (var figure : result.more()) {
            text.append(
                    figure.getValue() instanceof JsonArray rows
                            ? table(rows)
                            : String.format("  %-36s %s%n", figure.getKey(), figure.getValue()));
        }
        return text.toString();
    }

    private static String table(JsonArray rows) {
        if (rows.isEmpty()) {
            return "";
        }
        var columns = rows.getJsonObject(0).getMap().keySet();
        var head = columns.stream().map(More::cell).collect(Collectors.joining());
        return rows.stream()
                .map(row -> columns.stream()
                        .map(column -> cell(((JsonObject) row).getValue(column)))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(System.lineSeparator(), head + System.lineSeparator(), "\n"));
    }

    private static String cell(Object value) {
        return String.format("%16s", value);
    }
}
