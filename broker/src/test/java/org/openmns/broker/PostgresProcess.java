package org.openmns.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The processes of a {@link PostgresServer}: ended, paused, and started anew as they were at first. */
final class PostgresProcess {

    /** What starting and stopping may take on a machine that does much else. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final List<String> command;
    private final Redirect log;
    private ProcessHandle process;
    private boolean paused;

    /** The one that runs on this data. */
    PostgresProcess(Path data, Redirect log) throws IOException {
        this.process = processOf(data);
        this.command = commandOf(data);
        this.log = log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Starts it where it does not run. */
    void launch() {
        if (process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start()
                    .toHandle();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends it by this signal, and waits until it has ended. */
    void end(String signal) {
        if (paused) {
            resume();
        }
        if (process.isAlive()) {
            signal(signal, List.of(process));
        }
        try {
            process.onExit().get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("PostgreSQL does not end within " + WAIT_MAX, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP to all of them. */
    void pause() {
        paused = true;
        // The parent first, so that it starts no more while we look for its children.
        signal("-STOP", List.of(process));
        signal("-STOP", process.descendants().toList());
    }

    void resume() {
        paused = false;
        signal("-CONT", Stream.concat(process.descendants(), Stream.of(process)).toList());
    }

    /** The library's own process has ended by now, it only started this one. */
    private static ProcessHandle processOf(Path data) throws IOException {
        var pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    /** The command line that the library made, before which root, as whom PostgreSQL refuses to run, needs a little more. */
    private static List<String> commandOf(Path data) throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        for (var word :
                Files.readString(data.resolve("postmaster.opts")).strip().split(" +", -1)) {
            command.add(word.replace("\"", ""));
        }
        return command;
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // A child may have ended meanwhile, which kill calls a failure.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
