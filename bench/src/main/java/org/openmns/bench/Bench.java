package org.openmns.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures packed nodes: starts {@code bin/openmns} on free ports with fresh data, a generator and a sink, runs the
 * scenarios one after another on the same nodes, prints a table and writes JSON.
 *
 * <pre>
 * mvn -q -DskipTests package
 * bench/bench.sh                          every scenario
 * bench/bench.sh deliver fanout10         these
 * bench/bench.sh --postgresql --nodes 3 spread
 * bench/bench.sh --seconds 60 --jdk /usr/lib/jvm/java-17-openjdk-amd64 latency200
 * </pre>
 */
@Command(
        name = "bench/bench.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures packed nodes from outside; scenarios: deliver, fanout10, latency200, publish, spread.")
public final class Bench implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "What to measure; every scenario if left out.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--distribution", paramLabel = "DIRECTORY", description = "The folder that holds bin/openmns.")
    private Path distribution = Path.of("broker/target/openmns");

    @Option(names = "--jdk", paramLabel = "DIRECTORY", description = "The JDK of the node; the newest if left out.")
    private Optional<String> jdk = Optional.empty();

    @Option(names = "--nodes", paramLabel = "N", description = "How many share the load (1); more need PostgreSQL.")
    private int nodes = 1;

    @Option(
            names = "--postgresql",
            description = "On a PostgreSQL that is brought along, or the one in OPENMNS_DATABASE_URL; H2 if left out.")
    private boolean postgresql;

    @Option(names = "--warmup", paramLabel = "SECONDS", description = "Before each measurement (30).")
    private int warmUpSeconds = 30;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "Each measurement (30).")
    private int seconds = 30;

    @Option(names = "--idle", paramLabel = "SECONDS", description = "Between ready and the idle memory's reading (5).")
    private int idleSeconds = 5;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (bench/target/bench.json).")
    private Path json = Path.of("bench/target/bench.json");

    /** Runs what the arguments ask for; 0 when every accepted event arrived, 1 when not, 2 when nothing was measured. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("bench: " + failure.getMessage());
                    return 2;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (nodes > 1 && !postgresql) {
            throw new IOException("several nodes share a PostgreSQL: add --postgresql");
        }
        var plan = new Cluster.Plan(distribution, jdk, nodes, postgresql);
        var work = Files.createTempDirectory("openmns-bench");
        System.out.println("bench: logs and data in " + work);
        try (var cluster = Cluster.start(plan, work)) {
            Thread.sleep(idleSeconds * 1_000L);
            var node = cluster.first();
            var rssIdle = node.process().rssMebibytes();
            var java = Java.at(node.process().program());
            try (var receiver = Receiver.start(java, work)) {
                var results = measure(new Run(cluster, receiver, java, work));
                report(new Report(node.java(), nodes, plan.database(), node.readySeconds(), rssIdle, results));
                return results.stream().allMatch(result -> result.missing() == 0) ? 0 : 1;
            }
        }
    }

    private List<Result> measure(Run run) throws IOException, InterruptedException {
        var results = new ArrayList<Result>();
        for (var scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            System.out.println("bench: " + scenario.word() + " ...");
            var result = run.measure(scenario, warmUpSeconds, seconds);
            System.out.printf(
                    Locale.ROOT,
                    "bench: %s %.0f events/s, %.0f deliveries/s%n",
                    scenario.word(),
                    result.publishedPerSecond(),
                    result.deliveredPerSecond());
            results.add(result);
        }
        return results;
    }

    private void report(Report report) throws IOException {
        System.out.println(report.table());
        var file = json.toAbsolutePath();
        var directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, report.json().encodePrettily() + "\n");
        System.out.println("bench: figures in " + json);
    }
}
