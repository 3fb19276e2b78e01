package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of one call of Bench, as tables for people and as JSON for comparing. */
record Report(List<Measured> results) {

    private static final String RATES = "%-15s %9s %12s %10s %8s %6s %7s %9s %9s %9s %9s%n";
    private static final String COSTS = "%-15s %26s %30s %14s %10s%n";

    Report {
        results = List.copyOf(results);
    }

    /** A result and what it was measured on. */
    record Measured(Result result, Surroundings on) {}

    String text() {
        var text = new StringBuilder(String.format("%n%s%n", machine()));
        results.stream().map(each -> each.on.text()).distinct().forEach(text::append);
        text.append(String.format(
                "%n" + RATES,
                "scenario",
                "events/s",
                "deliveries/s",
                "delivered",
                "missing",
                "twice",
                "failed",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "max ms"));
        results.forEach(each -> text.append(rates(each.result)));
        text.append(String.format("%n" + COSTS, "", "us CPU/event", "CPU s", "MiB RSS", "MiB live"));
        text.append(String.format(
                COSTS, "scenario", "node/db/generator/sink", "node/db/generator/sink/others", "most/end", "heap"));
        results.forEach(each -> text.append(costs(each.result)));
        results.forEach(each -> text.append(More.text(each.result)));
        return text.toString();
    }

    private static String rates(Result result) {
        var outcome = result.outcome();
        var counts = outcome.received().counts();
        var latency = outcome.latency();
        return String.format(
                RATES,
                result.scenario(),
                whole(outcome.sent().perSecond()),
                whole(outcome.deliveredPerSecond()),
                counts.distinct(),
                outcome.missing(),
                counts.duplicates(),
                outcome.sent().failed(),
                milliseconds(latency.p50()),
                milliseconds(latency.p99()),
                milliseconds(latency.p999()),
                milliseconds(latency.max()));
    }

    private static String costs(Result result) {
        var cpu = result.cost().cpu();
        var memory = result.cost().memory();
        var each = String.format(
                Locale.ROOT,
                "%.0f/%.0f/%.1f/%.1f",
                result.microsPerEvent(cpu.node()),
                result.microsPerEvent(cpu.database()),
                result.microsPerEvent(cpu.load()),
                result.microsPerEvent(cpu.sink()));
        var all = cpu.nodes().stream().map(Report::whole).collect(Collectors.joining("+")) + "/"
                + whole(cpu.database()) + "/" + whole(cpu.load()) + "/" + whole(cpu.sink()) + "/"
                + whole(cpu.others());
        return String.format(
                COSTS,
                result.scenario(),
                each,
                all,
                memory.rssMax() + "/" + memory.rssEnd(),
                whole(memory.liveHeapBytes() / 1_048_576.0));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String milliseconds(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1e3);
    }

    JsonObject json() {
        var all = new JsonArray();
        results.forEach(each -> all.add(each.result.json().put("on", each.on.json())));
        return new JsonObject().put("machine", machine()).put("results", all);
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
