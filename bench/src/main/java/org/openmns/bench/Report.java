package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of one call of Bench, as a table for people and as JSON for comparing. */
record Report(String java, int nodes, String database, double readySeconds, long rssIdle, List<Result> results) {

    Report {
        results = List.copyOf(results);
    }

    String table() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%n%s; %d node(s) on %s; %s; ready after %.1f s, %d MiB idle%n%n",
                machine(),
                nodes,
                java,
                database,
                readySeconds,
                rssIdle));
        text.append(String.format(
                "%-11s %9s %11s %10s %8s %6s %7s %9s %9s %10s %12s %22s%n",
                "scenario",
                "events/s",
                "deliveries/s",
                "delivered",
                "missing",
                "twice",
                "failed",
                "p50 ms",
                "p99 ms",
                "us CPU/ev",
                "RSS max/end",
                "CPU nodes/db/load/sink"));
        results.forEach(result -> text.append(row(result)));
        return text.toString();
    }

    private static String row(Result result) {
        var received = result.received();
        // Where nobody receives, the latency is that of the publisher's answer.
        var latency =
                result.scenario().deliveriesPerEvent() == 0 ? result.sent().latency() : received.latency();
        return String.format(
                Locale.ROOT,
                "%-11s %9.0f %12.0f %10d %8d %6d %7d %9.1f %9.1f %10.0f %12s %22s%n",
                result.scenario().word(),
                result.publishedPerSecond(),
                result.deliveredPerSecond(),
                received.counts().distinct(),
                result.missing(),
                received.counts().duplicates(),
                result.sent().failed(),
                latency.p50() / 1e3,
                latency.p99() / 1e3,
                result.nodeCpuMicrosPerEvent(),
                result.cost().rssMax() + "/" + result.cost().rssEnd(),
                String.format(
                        Locale.ROOT,
                        "%s/%.0f/%.0f/%.0f s",
                        each(result.cost().nodesCpu()),
                        result.cost().databaseCpu(),
                        result.cost().loadCpu(),
                        result.cost().sinkCpu()));
    }

    private static String each(List<Double> nodes) {
        return nodes.stream()
                .map(cpu -> String.format(Locale.ROOT, "%.0f", cpu))
                .collect(Collectors.joining("+"));
    }

    JsonObject json() {
        var runs = new JsonArray();
        results.forEach(result -> runs.add(result.json()));
        return new JsonObject()
                .put("machine", machine())
                .put("java", java)
                .put("nodes", nodes)
                .put("database", database)
                .put("readySeconds", readySeconds)
                .put("rssIdleMebibytes", rssIdle)
                .put("results", runs);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + first("/proc/cpuinfo", "model name") + "), "
                + first("/proc/meminfo", "MemTotal") + ", " + System.getProperty("os.name");
    }

    private static String first(String file, String label) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(label))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException elsewhere) {
            return "unknown";
        }
    }
}
