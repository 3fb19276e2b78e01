package org.openmns.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of a process, or of all (Linux; elsewhere the figures are 0). */
public final class Proc {

    /** The kernel counts in ticks of 10 ms on every machine this decade. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code stat} behind the name: of the process itself, and of its children that have ended. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    /** Fields of the machine's {@code stat} that are nobody's work. */
    private static final List<Integer> IDLE = List.of(4, 5);

    /** What runs in guests is counted in the user's time already. */
    private static final int FIELDS = 9;

    private Proc() {}

    static double cpuSeconds(long pid) {
        return (field(pid, UTIME) + field(pid, STIME)) / TICKS_PER_SECOND;
    }

    /** With all its children, those that have ended included. */
    static double cpuSecondsOfAll(ProcessHandle process) {
        var ended = (field(process.pid(), CUTIME) + field(process.pid(), CSTIME)) / TICKS_PER_SECOND;
        return cpuSeconds(process.pid())
                + ended
                + process.children()
                        .mapToDouble(child -> cpuSeconds(child.pid()))
                        .sum();
    }

    /** What all cores did since the machine started, for whomever, what other machines took of them included. */
    public static double machineCpuSeconds() {
        var fields = file(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElse("cpu")
                .trim()
                .split(" +", -1);
        var ticks = 0L;
        for (var index = 1; index < Math.min(fields.length, FIELDS); index++) {
            ticks += IDLE.contains(index) ? 0 : Long.parseLong(fields[index]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory now. */
    static long rssMebibytes(long pid) {
        return status(pid, "VmRSS:");
    }

    /** The most resident memory since {@link #forgetRssMax}, or since the process started. */
    static long rssMaxMebibytes(long pid) {
        return status(pid, "VmHWM:");
    }

    /** Where the kernel lets us. */
    static void forgetRssMax(long pid) {
        try {
            Files.writeString(of(pid, "clear_refs"), "5");
        } catch (IOException notAllowed) {
            // Then it is the most since the process started.
        }
    }

    static long threads(long pid) {
        return count(of(pid, "task"), "");
    }

    static long sockets(long pid) {
        return count(of(pid, "fd"), "socket:");
    }

    /** The command line as the process was started, after its scripts. */
    static List<String> arguments(long pid) {
        return Arrays.asList(file(of(pid, "cmdline")).split("\0", -1));
    }

    private static long count(Path directory, String prefix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> prefix.isEmpty() || target(file).startsWith(prefix))
                    .count();
        } catch (IOException ended) {
            return 0;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private static long status(long pid, String label) {
        return file(of(pid, "status"))
                .lines()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    private static long field(long pid, int index) {
        var stat = file(of(pid, "stat"));
        // The second field is the name in brackets and may hold blanks.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return fields.length <= index ? 0 : Long.parseLong(fields[index]);
    }

    private static Path of(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    private static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException ended) {
            return "";
        }
    }
}
