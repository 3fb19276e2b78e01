package org.openmns.broker.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.store.DatabaseLocation;

/**
 * One node of the cluster under test: an address of its own, a {@link Gate} before its remoting port, and one process after
 * the other, each with a log of its own. Whoever supervises it starts it again when its process has ended.
 */
final class Member implements AutoCloseable {

    /** An orderly stop has 10 s for what is in flight and as much again for handing over. */
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final int number;
    private final InetAddress address;
    private final int port;
    private final Gate gate;
    private final Path directory;
    private final DatabaseLocation database;
    private final List<String> ends = new ArrayList<>();
    private @Nullable Process process;
    private int life = -1;
    private boolean wanted;

    /** Node number 0 has the address 127.0.1.1, and so on. */
    Member(int number, DatabaseLocation database, Path directory) throws IOException {
        this.number = number;
        this.address = address(number);
        this.database = database;
        this.directory = directory;
        this.port = freePort(address);
        var bound = freePort(address);
        this.gate = new Gate(address, bound);
        Files.writeString(configuration(), settings(bound));
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByName("127.0.1." + (number + 1));
        } catch (UnknownHostException never) {
            throw new UncheckedIOException(never);
        }
    }

    private static int freePort(InetAddress address) throws IOException {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    /** Others see the gate; what this node sends comes from its own address, so that gates know it. */
    private String settings(int bound) {
        var host = address.getHostAddress();
        return """
                openmns.cluster { host = "%1$s", port = %2$d }
                openmns.management { host = "%1$s", port = 0 }
                pekko.remote.artery {
                  canonical { hostname = "%1$s", port = %2$d }
                  bind { hostname = "%1$s", port = %3$d }
                  advanced.tcp.outbound-client-hostname = "%1$s"
                }
                """.formatted(host, gate.port(), bound);
    }

    private Path configuration() {
        return directory.resolve("node-" + number + ".conf");
    }

    /** Starts the next process; returns at once. */
    synchronized void start() throws IOException {
        wanted = true;
        life++;
        var builder = new ProcessBuilder(NodeProcess.command(
                        "start",
                        "--host",
                        address.getHostAddress(),
                        "--port",
                        Integer.toString(port),
                        "--data",
                        directory.resolve("data-" + number).toString(),
                        "--config",
                        configuration().toString()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "OPENMNS_DATABASE_URL", database.url(),
                        "OPENMNS_DATABASE_USER", database.user(),
                        "OPENMNS_DATABASE_PASSWORD", database.password(),
                        "OPENMNS_DELIVERY_HANDSHAKE_MODE", "off",
                        "OPENMNS_PUBLIC_BASE_URL", new Incarnation(number, life).publicUrl()));
        process = builder.start();
    }

    /** Where the process that runs now writes what it says. */
    private Path log() {
        return directory.resolve("node-" + number + "-life-" + life + ".log");
    }

    /** SIGKILL; returns once the process is gone, and nobody starts another one. */
    synchronized void kill() {
        wanted = false;
        running().destroyForcibly().onExit().join();
    }

    /** SIGTERM; waits for the end and answers the exit code. */
    synchronized int stop() throws InterruptedException {
        wanted = false;
        running().destroy();
        if (!running().waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("node " + number + " has not stopped within " + STOP_MAX);
        }
        return running().exitValue();
    }

    /** SIGSTOP. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private synchronized void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(running().pid()))
                .start()
                .waitFor();
    }

    /** Starts the next process where the last one ended by itself. */
    synchronized void supervise(long now) throws IOException {
        if (wanted && !running().isAlive()) {
            ends.add("node " + number + " ended by itself at " + now + " with "
                    + running().exitValue() + ", see " + log().getFileName());
            start();
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("node " + number + " was never started");
        }
        return process;
    }

    /** Whether the process that runs now has said that it listens. */
    synchronized boolean isReady() {
        try {
            return running().isAlive() && Files.readString(log()).contains(" listens on ");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** When its process was started. */
    synchronized long startedAt() {
        return running()
                .info()
                .startInstant()
                .map(start -> start.toEpochMilli())
                .orElse(0L);
    }

    /** Which times its process ended although nobody asked it to. */
    synchronized List<String> ends() {
        return List.copyOf(ends);
    }

    int number() {
        return number;
    }

    URI door() {
        return URI.create("http://" + address.getHostAddress() + ":" + port);
    }

    InetAddress address() {
        return address;
    }

    Gate gate() {
        return gate;
    }

    @Override
    public synchronized void close() throws IOException {
        wanted = false;
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        gate.close();
    }
}
