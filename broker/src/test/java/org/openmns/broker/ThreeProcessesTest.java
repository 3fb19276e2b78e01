package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three commands on one machine are a cluster of three, also where all were killed at once and leave their rows behind. */
class ThreeProcessesTest {

    private static final int NODES = 3;

    /** It takes some 20 s where all were killed; this is for a machine that does much else. */
    private static final Duration JOINED_MAX = Duration.ofMinutes(2);

    private static final long LOOK_AGAIN_NANOS = 200_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<NodeProcess> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    @TempDir
    private Path data;

    @AfterEach
    void kill() {
        processes.forEach(NodeProcess::kill);
    }

    @Test
    void formOneClusterAndFormOneAgainAfterAllWereKilled() throws IOException, InterruptedException {
        var config = config();
        startAll(config);
        assertThat(awaitOneCluster()).hasSize(NODES);

        kill();
        processes.clear();
        ports.clear();
        startAll(config);

        assertThat(awaitOneCluster()).hasSize(NODES);
    }

    @Test
    void aPortForTheOtherNodesThatIsTakenEndsWithOneSentence() throws IOException, InterruptedException {
        for (var port : List.of("--cluster-port", "--management-port")) {
            try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var where = Integer.toString(taken.getLocalPort());
                var node = NodeProcess.run(
                        "start",
                        "--port",
                        "0",
                        port,
                        where,
                        "--config",
                        config().toString(),
                        "--data",
                        data.toString());
                processes.add(node);

                assertThat(node.awaitEnd(JOINED_MAX)).isEqualTo(1);
                assertThat(node.errors())
                        .startsWith("openmns: could not start: cannot listen on 127.0.0.1:" + where + ": ")
                        .hasLineCount(1);
            }
        }
    }

    private Path config() throws IOException {
        var database = Postgres.emptyDatabase();
        return Files.writeString(
                data.resolve("openmns.conf"), """
                openmns.database { url = "%s", user = "%s", password = "%s" }
                """.formatted(database.url(), database.user(), database.password()));
    }

    private void startAll(Path config) throws IOException, InterruptedException {
        for (var node = 0; node < NODES; node++) {
            ports.add(NodeProcess.freePort());
        }
        for (var port : ports) {
            processes.add(NodeProcess.run(
                    "start", "--port", port.toString(), "--config", config.toString(), "--data", data.toString()));
        }
        for (var process : processes) {
            process.awaitReady();
        }
        awaitOneCluster();
    }

    /** The addresses of the members, once every node names the same. */
    private Set<String> awaitOneCluster() {
        var until = System.nanoTime() + JOINED_MAX.toNanos();
        while (true) {
            var seen = ports.stream().map(this::members).collect(Collectors.toSet());
            if (seen.size() == 1 && seen.iterator().next().size() == NODES) {
                return seen.iterator().next();
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("the nodes see " + seen + "; they said:\n"
                        + processes.stream().map(NodeProcess::output).collect(Collectors.joining("\n")));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private Set<String> members(int port) {
        try (var body =
                URI.create("http://127.0.0.1:" + port + "/cluster").toURL().openStream()) {
            var cluster = JSON.readTree(body);
            return StreamSupport.stream(cluster.get("members").spliterator(), false)
                    .filter(member -> member.findPath("status").asText().equalsIgnoreCase("up"))
                    .map(ThreeProcessesTest::address)
                    .collect(Collectors.toSet());
        } catch (IOException notYet) {
            return Set.of();
        }
    }

    private static String address(JsonNode member) {
        return member.get("address").asText();
    }
}
