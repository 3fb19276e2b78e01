package org.openmns.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that Bench started, and what the kernel says of it (Linux; elsewhere the figures are 0). */
final class Child implements AutoCloseable {

    /** The kernel counts in ticks of 10 ms on every machine this decade. */
    private static final double TICKS_PER_SECOND = 100;

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
        var stat = proc("stat");
        // The second field is the name in brackets and may hold blanks; utime and stime are fields 14 and 15.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return fields.length < 13 ? 0 : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    long rssMebibytes() {
        return proc("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    private String proc(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException ended) {
            return "";
        }
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
