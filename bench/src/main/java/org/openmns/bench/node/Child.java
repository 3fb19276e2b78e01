package org.openmns.bench.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that Bench started. */
public final class Child implements AutoCloseable {

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; its output goes to a file. */
    public static Child start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start(), output);
    }

    /** Everything it printed so far. */
    public String text() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Whether it has not ended. */
    public boolean running() {
        return process.isAlive();
    }

    /** One line to its input. */
    public synchronized void tell(String word) throws IOException {
        var input = process.getOutputStream();
        input.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }

    /** The program it runs, once a launcher script has given way to it. */
    public String program() {
        return process.info().command().orElse("java");
    }

    /** Since its start. */
    public double cpuSeconds() {
        return Proc.cpuSeconds(process.pid());
    }

    /** Resident memory now. */
    public long rssMebibytes() {
        return Proc.rssMebibytes(process.pid());
    }

    /** As the kernel counts it. */
    public long pid() {
        return process.pid();
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
