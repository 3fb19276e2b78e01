package org.openmns.broker.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openmns.broker.NodeJvm;
import org.openmns.broker.store.DatabaseLocation;

/** A node of a cluster in a process of its own, which can be killed and paused; says when it said what. */
final class ClusterProcess implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    private final int httpPort = freePort();
    private final List<Line> said = new CopyOnWriteArrayList<>();
    private final Process process;

    private record Line(long nanos, String text) {}

    private ClusterProcess(DatabaseLocation database, int clusterPort, Path directory, List<String> settings)
            throws IOException {
        var flags = new ArrayList<>(settings);
        flags.add("-Xmx384m");
        var command = NodeJvm.command(flags.toArray(String[]::new));
        command.addAll(List.of("start", "--port", Integer.toString(httpPort), "--data", directory.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("OPENMNS_DATABASE_URL", database.url());
        environment.put("OPENMNS_DATABASE_USER", database.user());
        environment.put("OPENMNS_DATABASE_PASSWORD", database.password());
        environment.put("OPENMNS_CLUSTER_HOST", "127.0.0.1");
        environment.put("OPENMNS_CLUSTER_PORT", Integer.toString(clusterPort));
        process = builder.start();
        var reader = new Thread(this::read, "said-by-" + clusterPort);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a node with these arguments for its JVM; returns at once. */
    static ClusterProcess start(DatabaseLocation database, int clusterPort, Path directory, String... settings)
            throws IOException {
        return new ClusterProcess(database, clusterPort, directory, List.of(settings));
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void read() {
        try (var lines = process.inputReader(UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(new Line(System.nanoTime(), line));
            }
        } catch (IOException ended) {
            // So has the process.
        }
    }

    /** Waits until it has joined and listens. */
    ClusterProcess awaitReady() {
        await("listens on", READY_MAX);
        return this;
    }

    /** Waits for a line that holds this. */
    void await(String text, Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        while (saidAfter(0, text).isEmpty()) {
            if (System.nanoTime() > until
                    || (!process.isAlive() && saidAfter(0, text).isEmpty())) {
                throw new AssertionError("never said '" + text + "' but:\n" + transcript());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** How long after this moment it said something with these words, where it did. */
    Optional<Duration> saidAfter(long nanos, String text) {
        return said.stream()
                .filter(line -> nanos == 0 || line.nanos() - nanos > 0)
                .filter(line -> line.text().contains(text))
                .map(line -> Duration.ofNanos(line.nanos() - nanos))
                .findFirst();
    }

    String transcript() {
        return String.join("\n", said.stream().map(Line::text).toList());
    }

    /** The status of the answer, 0 where there is none in time. */
    int post(String path, String contentType, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException none) {
            return 0;
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitEnd(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still runs; it said:\n" + transcript());
        }
        return process.exitValue();
    }

    /** SIGKILL; returns once the process is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
