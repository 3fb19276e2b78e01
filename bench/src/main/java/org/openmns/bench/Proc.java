package org.openmns.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of a process (Linux; elsewhere the figures are 0). */
final class Proc {

    /** The kernel counts in ticks of 10 ms on every machine this decade. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code stat} behind the name: of the process itself, and of its children that have ended. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

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

    static long rssMebibytes(long pid) {
        return file(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    private static long field(long pid, int index) {
        var stat = file(pid, "stat");
        // The second field is the name in brackets and may hold blanks.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return fields.length <= index ? 0 : Long.parseLong(fields[index]);
    }

    private static String file(long pid, String name) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), name));
        } catch (IOException ended) {
            return "";
        }
    }
}
