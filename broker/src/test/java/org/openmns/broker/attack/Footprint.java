package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a process holds: open files and sockets, and bytes of heap that are left after a collection. */
record Footprint(long files, long heapBytes) {

    private static final Pattern USED = Pattern.compile("(?m)^ *+(?!Metaspace|class).*\\bused (\\d+)K");

    static Footprint of(long pid) {
        jcmd(pid, "GC.run");
        var heap = jcmd(pid, "GC.heap_info");
        var kib = USED.matcher(heap)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        assertThat(kib).as(heap).isPositive();
        return new Footprint(files(pid), kib * 1_024);
    }

    /** Where the system does not tell (it is not Linux), none. */
    static long files(long pid) {
        var descriptors = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (var all = Files.list(descriptors)) {
            return all.count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String jcmd(long pid, String command) {
        try {
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
