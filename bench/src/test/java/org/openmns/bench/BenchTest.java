package org.openmns.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bench, generator and sink as the processes they are, around a node that is none. */
@EnabledOnOs(OS.LINUX)
class BenchTest {

    private static final String FAKE_NODE = "exec '" + System.getProperty("java.home")
            + "/bin/java' -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${OPENMNS_JVM_FLAGS:-} -cp '"
            + System.getProperty("java.class.path") + "' org.openmns.bench.FakeNode \"$@\"";

    @TempDir
    private Path directory;

    @Test
    void countsWhatWasSentAndWhatArrived() throws IOException {
        var results = measure("publishbatch8", "fanout10", "latency200");

        var batches = results.getJsonObject("publishbatch8");
        assertThat(batches.getLong("expected")).isZero();
        assertThat(batches.getJsonObject("sent").getLong("accepted"))
                .isPositive()
                .matches(events -> events % 100 == 0);
        var fanout = results.getJsonObject("fanout10");
        assertThat(fanout.getJsonObject("received").getLong("distinct"))
                .isPositive()
                .isEqualTo(10 * fanout.getJsonObject("sent").getLong("accepted"));
        var latency = results.getJsonObject("latency200");
        assertThat(latency.getJsonObject("sent").getLong("accepted")).isEqualTo(200);
        assertThat(latency.getJsonObject("received").getLong("distinct")).isEqualTo(200);
        assertThat(latency.getJsonObject("received").getLong("duplicates")).isEqualTo(2);
        assertThat(latency.getJsonObject("latency").getLong("p99Micros")).isPositive();
        assertThat(latency.getJsonObject("on").getLong("rssIdleMebibytes")).isPositive();
        assertThat(latency.getJsonObject("cost").getLong("liveHeapMebibytes")).isPositive();
    }

    @Test
    void findsOutWhatSubscriptionsCost() throws IOException {
        var results = measure("filters10", "practices", "--practices", "2");

        var filters = results.getJsonObject("filters10");
        assertThat(filters.getJsonObject("received").getLong("misrouted")).isZero();
        assertThat(filters.getJsonObject("more").getLong("subscribedPerSecond")).isPositive();
        assertThat(filters.getJsonObject("more").getDouble("secondsToFirstAnswer"))
                .isPositive();
        var practices = results.getJsonObject("practices");
        assertThat(practices.getJsonObject("received").getLong("distinct")).isEqualTo(200);
        assertThat(practices.getJsonObject("received").getLong("misrouted")).isZero();
        assertThat(practices.getJsonObject("more").getLong("heapMebibytesAfterRestart"))
                .isPositive();
    }

    @Test
    void followsTwoSubscriptionsOfWhichOneWasPaused() throws IOException {
        var catchUp = measure("catchup", "--events", "1000").getJsonObject("catchup");

        assertThat(catchUp.getJsonObject("received").getLong("distinct"))
                .isGreaterThanOrEqualTo(1_200)
                .isEqualTo(catchUp.getJsonObject("sent").getLong("accepted"));
        assertThat(catchUp.getJsonObject("more").getLong("caughtUpPerSecond")).isPositive();
        assertThat(catchUp.getJsonObject("more").getLong("liveMissing")).isZero();
    }

    @Test
    void tellsWhatBrokenPeersAndTimeDo() throws IOException {
        var results = measure("brokenpeers", "soak", "--soak-minutes", "0", "--rate", "50");

        var peers = results.getJsonObject("brokenpeers");
        assertThat(peers.getJsonObject("more").getDouble("percentOfAlone")).isPositive();
        assertThat(peers.getJsonObject("more").getLong("missing")).isZero();
        assertThat(results.getJsonObject("soak").getJsonObject("more").getLong("mostPerSecond"))
                .isPositive();
    }

    @Test
    void comparesNodesThatAskForTokensWithNodesThatDoNot() throws IOException {
        var authentication = measure("authentication").getJsonObject("authentication");

        var pairs = authentication.getJsonObject("more").getJsonArray("pairs");
        assertThat(pairs).hasSize(4).allSatisfy(pair -> {
            assertThat(((JsonObject) pair).getLong("perSecWithout")).isPositive();
            assertThat(((JsonObject) pair).getLong("perSecWith")).isPositive();
            assertThat(((JsonObject) pair).getLong("failed")).isZero();
        });
        assertThat(authentication.getJsonObject("more").getDouble("medianPercentOfRateWithout"))
                .isPositive();
    }

    @Test
    void putsOneThatFloodsBesideOneThatDoesNot() throws IOException {
        var flood = measure("flood").getJsonObject("flood").getJsonObject("more");

        var stretches = flood.getJsonArray("stretches").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(stretches).hasSize(4).allSatisfy(stretch -> {
            assertThat(stretch.getDouble("p99Millis")).isPositive();
            assertThat(stretch.getLong("refused")).isZero();
        });
        assertThat(stretches)
                .extracting(stretch -> stretch.getLong("floodPerSec") > 0)
                .containsExactly(false, true, true, false);
        assertThat(flood.getLong("missing")).isZero();
    }

    @Test
    void bringsATokenWithEveryRequestWhereItIsAskedTo() throws IOException {
        var results = measure("--authenticated", "deliver", "catchup", "--events", "500");

        for (var name : List.of("deliver", "catchup")) {
            var sent = results.getJsonObject(name).getJsonObject("sent");
            assertThat(sent.getLong("accepted")).isPositive();
            assertThat(sent.getLong("failed")).isZero();
        }
    }

    @Test
    void failsWithItsOwnCodeForANodeThatDoesNotStart() throws IOException {
        var code = bench("echo no database >&2; exit 3", List.of("latency200"));

        assertThat(code).isEqualTo(2);
        assertThat(directory.resolve("bench.json")).doesNotExist();
    }

    @Test
    void listsEveryScenarioInItsHelp() {
        var help = Bench.commandLine().getUsageMessage();

        for (var scenario : Scenario.values()) {
            assertThat(help).contains("\n  " + scenario.word() + " ");
        }
    }

    private JsonObject measure(String... arguments) throws IOException {
        assertThat(bench(FAKE_NODE, List.of(arguments))).isZero();
        var figures = new JsonObject(Files.readString(directory.resolve("bench.json")));
        var results = new JsonObject();
        figures.getJsonArray("results").stream()
                .map(JsonObject.class::cast)
                .forEach(result -> results.put(result.getString("scenario"), result));
        return results;
    }

    private int bench(String script, List<String> more) throws IOException {
        var program = Files.createDirectories(directory.resolve("bin")).resolve("openmns");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var arguments = new ArrayList<>(more);
        arguments.addAll(List.of("--warmup", "0", "--seconds", "1", "--idle", "0"));
        arguments.addAll(List.of("--distribution", directory.toString()));
        arguments.addAll(List.of("--json", directory.resolve("bench.json").toString()));
        return Bench.commandLine().execute(arguments.toArray(String[]::new));
    }
}
