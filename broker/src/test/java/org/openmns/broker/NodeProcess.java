package org.openmns.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own: what kill -9 and exit codes are about. */
public final class NodeProcess implements AutoCloseable {

    /** A start takes seconds; this is for a machine that does much else. */
    private static final Duration READY_MAX = Duration.ofMinutes(2);

    private final Process process;
    private final Transcript output;
    private final Transcript errors;

    private NodeProcess(Process process) {
        this.process = process;
        this.output = new Transcript(process.getInputStream());
        this.errors = new Transcript(process.getErrorStream());
    }

    /** Runs the program with these arguments; returns at once. */
    public static NodeProcess run(String... arguments) throws IOException {
        return run(Map.of(), arguments);
    }

    /** As {@link #run(String...)}, with these variables beside those of the test. */
    public static NodeProcess run(Map<String, String> environment, String... arguments) throws IOException {
        var builder = new ProcessBuilder(command(arguments));
        // Most tests count what their endpoints receive.
        builder.environment().put("OPENMNS_DELIVERY_HANDSHAKE_MODE", "off");
        builder.environment().putAll(environment);
        return new NodeProcess(builder.start());
    }

    /** One that was started in another way. */
    static NodeProcess of(Process process) {
        return new NodeProcess(process);
    }

    /** What to start the program with these arguments by. */
    public static List<String> command(String... arguments) {
        var command = NodeJvm.command("-Xmx512m");
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts a node on this port and this data directory, or the database that stands for it; returns at once. */
    public static NodeProcess start(int port, Path data) throws IOException {
        return start(port, data, Map.of());
    }

    /** As {@link #start(int, Path)}, with these variables beside those of the test. */
    public static NodeProcess start(int port, Path data, Map<String, String> environment) throws IOException {
        var all = new HashMap<>(Databases.environment(data));
        all.putAll(environment);
        return run(all, "start", "--port", Integer.toString(port), "--data", data.toString());
    }

    /** A port that nobody listens on, for now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it has said that it listens, and what to try first. */
    public NodeProcess awaitReady() throws InterruptedException {
        if (!output.await(text -> text.contains("/inbox/me\n"), READY_MAX)) {
            throw new AssertionError("the node is not ready; it said:\n" + output() + errors());
        }
        return this;
    }

    /** Waits until it has printed this, and answers whether it has. */
    boolean awaitOutput(String text) throws InterruptedException {
        return output.await(all -> all.contains(text), READY_MAX);
    }

    /** Where it listens, once it is ready. */
    public String url() throws InterruptedException {
        return awaitReady().output().replaceAll("(?s).*? listens on (\\S+).*", "$1");
    }

    /** Waits for its end and answers its exit code. */
    public int awaitEnd(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process has not ended within " + atMost + "; it said:\n" + errors());
        }
        errors.await(text -> false, Duration.ofSeconds(5));
        output.await(text -> false, Duration.ofSeconds(5));
        return process.exitValue();
    }

    /** SIGTERM. */
    public void askToStop() {
        process.destroy();
    }

    /** SIGKILL; returns once the process is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public String output() {
        return output.text();
    }

    /** What it has said on standard error so far. */
    public String errors() {
        return errors.text();
    }

    @Override
    public void close() {
        kill();
    }
}
