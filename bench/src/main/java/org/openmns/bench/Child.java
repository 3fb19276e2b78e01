package org.openmns.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that Bench started. */
final class Child implements AutoCloseable {

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Child start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start(), output);
    }

    /** Everything it printed so far. */
    String text() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    boolean running() {
        return process.isAlive();
    }

    /** One line to its input. */
    void tell(String word) throws IOException {
        var input = process.getOutputStream();
        input.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }

    /** Waits for its own end. */
    boolean ended(long secondsMax) throws InterruptedException {
        return process.waitFor(secondsMax, TimeUnit.SECONDS);
    }

    /** The program it runs, once a launcher script has given way to it. */
    String program() {
        return process.info().command().orElse("java");
    }

    double cpuSeconds() {
        return Proc.cpuSeconds(process.pid());
    }

    long rssMebibytes() {
        return Proc.rssMebibytes(process.pid());
    }

    /** Asks it to end, and ends it after 20 s. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
