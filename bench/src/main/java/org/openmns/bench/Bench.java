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
 * scenarios one after another, prints tables and writes JSON.
 *
 * <pre>
 * mvn -q -DskipTests package
 * bench/bench.sh                          the standard set
 * bench/bench.sh deliver fanout10         these
 * bench/bench.sh --postgresql --nodes 3 spread
 * bench/bench.sh --seconds 60 --jdk /usr/lib/jvm/java-17-openjdk-amd64 latency200
 * </pre>
 */
@Command(
        name = "bench/bench.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures packed nodes from outside.")
public final class Bench implements Callable<Integer> {

    /** A scenario a line. */
    private static final int HELP_WIDTH = 120;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "What to measure; a standard set if left out.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--distribution", paramLabel = "DIRECTORY", description = "The folder that holds bin/openmns.")
    private Path distribution = Path.of("broker/target/openmns");

    @Option(names = "--jdk", paramLabel = "DIRECTORY", description = "The JDK of the node; the newest if left out.")
    private Optional<String> jdk = Optional.empty();

    @Option(names = "--heap", paramLabel = "SIZE", description = "The node's; else its default or the scenario's.")
    private Optional<String> heap = Optional.empty();

    @Option(names = "--nodes", paramLabel = "N", description = "How many share the load (1); more need PostgreSQL.")
    private int nodes = 1;

    @Option(
            names = "--postgresql",
            description = "On a PostgreSQL that is brought along, or the one in OPENMNS_DATABASE_URL; H2 if left out.")
    private boolean postgresql;

    @Option(names = "--authenticated", description = "Nodes in the production profile, and a token with every request.")
    private boolean authenticated;

    @Option(names = "--warmup", paramLabel = "SECONDS", description = "Before each measurement (60).")
    private int warmUpSeconds = 60;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "Each measurement (30).")
    private int seconds = 30;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "Between ready and the idle memory's reading, and at most of each probe of the machine (5).")
    private int idleSeconds = 5;

    @Option(names = "--rate", paramLabel = "N", description = "Events a second instead of the scenario's fixed rate.")
    private int rate;

    @Option(names = "--active", paramLabel = "N", description = "filters: how many subscriptions get events (1000).")
    private int active = 1_000;

    @Option(
            names = "--api-seconds",
            paramLabel = "SECONDS",
            description = "filters: if subscribing all by HTTP took longer, rows are copied in the database (300).")
    private int apiSeconds = 300;

    @Option(names = "--practices", paramLabel = "N", description = "practices: how many (6100).")
    private int practices = 6_100;

    @Option(names = "--events", paramLabel = "N", description = "catchup: how many to catch up with (1000000).")
    private long events = 1_000_000;

    @Option(names = "--soak-minutes", paramLabel = "N", description = "soak: how long (30).")
    private int soakMinutes = 30;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (bench/target/bench.json).")
    private Path json = Path.of("bench/target/bench.json");

    /** Runs what the arguments ask for; 0 when every accepted event arrived, 1 when not, 2 when nothing was measured. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Bench())
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("bench: " + failure.getMessage());
                    return 2;
                });
        var footer = new ArrayList<>(List.of("", "Scenarios:"));
        Scenario.help().forEach(line -> footer.add(line.replace("%", "%%")));
        commandLine.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
        return commandLine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (nodes > 1 && !postgresql) {
            throw new IOException("several nodes share a PostgreSQL: add --postgresql");
        }
        var work = Files.createTempDirectory("openmns-bench");
        System.out.println("bench: logs and data in " + work);
        var told = new Lab.Setup.Told(jdk, heap, authenticated);
        try (var lab = new Lab(new Lab.Setup(distribution, nodes, postgresql, idleSeconds, told), work)) {
            var results = measure(lab);
            report(new Report(results));
            return results.stream().allMatch(measured -> measured.result().isComplete()) ? 0 : 1;
        }
    }

    private List<Report.Measured> measure(Lab lab) throws IOException, InterruptedException {
        var sizes = new Effort.Sizes(events, practices, soakMinutes, rate, new Effort.Idle(active, apiSeconds));
        var effort = new Effort(warmUpSeconds, seconds, sizes);
        var results = new ArrayList<Report.Measured>();
        for (var scenario : scenarios.isEmpty() ? Scenario.standard() : scenarios) {
            System.out.println("bench: " + scenario.word() + " ...");
            var result = scenario.trial().run(scenario.word(), lab.stage(scenario.trial(), effort));
            System.out.printf(
                    Locale.ROOT,
                    "bench: %s %.0f events/s, %.0f deliveries/s%n",
                    scenario.word(),
                    result.outcome().sent().perSecond(),
                    result.outcome().deliveredPerSecond());
            results.add(new Report.Measured(result, lab.surroundings()));
        }
        return results;
    }

    private void report(Report report) throws IOException {
        System.out.println(report.text());
        var file = json.toAbsolutePath();
        var directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, report.json().encodePrettily() + "\n");
        System.out.println("bench: figures in " + json);
    }
}
