package org.openmns.bench.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a JVM says of itself. */
public final class Jvm {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern AFTER_COLLECTION = Pattern.compile("->(\\d+)M");

    private Jvm() {}

    /** The bytes of all objects that are in use, whatever the collector: the JVM collects everything and counts. */
    public static long liveHeapBytes(Child jvm) throws IOException {
        var answer = jcmd(jvm, "GC.class_histogram");
        var total = TOTAL.matcher(answer);
        if (!total.find()) {
            throw new IOException(
                    "jcmd told no heap: " + answer.lines().limit(3).collect(Collectors.joining(" ")));
        }
        return Long.parseLong(total.group(1));
    }

    /** The flags that the JVM was started with. */
    public static List<String> flags(Child jvm) {
        return Proc.arguments(jvm.pid()).stream()
                .skip(1)
                .takeWhile(argument -> !argument.startsWith("org.openmns"))
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("--"))
                .filter(argument -> !argument.startsWith("-Xlog") && !argument.startsWith("-XX:SharedArchiveFile"))
                .toList();
    }

    /** The least MiB that a collection left behind, from this line of the collector's log on; 0 where there was none. */
    public static long heapMebibytesAfterCollection(Path log, int fromLine) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.skip(fromLine)
                    .map(AFTER_COLLECTION::matcher)
                    .filter(Matcher::find)
                    .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                    .min()
                    .orElse(0);
        }
    }

    /** How many lines the collector's log has. */
    public static int collections(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return (int) lines.count();
        }
    }

    private static String jcmd(Child jvm, String command) throws IOException {
        var beside = Path.of(jvm.program()).resolveSibling("jcmd");
        var program = Files.isExecutable(beside) ? beside.toString() : "jcmd";
        var process = new ProcessBuilder(program, Long.toString(jvm.pid()), command)
                .redirectErrorStream(true)
                .start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
