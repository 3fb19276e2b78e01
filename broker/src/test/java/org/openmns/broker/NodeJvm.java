package org.openmns.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * How tests start a node in a JVM of its own: on the class path of the test, and as the launcher does from an archive of the
 * classes that a start needs, for most of what a node does in a test is to start. An archive takes classes of jars only, so
 * directories are packed; it is made by a rehearsal of its own, once for all tests on the same class path.
 */
public final class NodeJvm {

    private static final Path DIRECTORY = Path.of("target", "node-jvm").toAbsolutePath();

    /** A start and a delivery, then the writing of some 100 MiB; without it nodes only start more slowly. */
    private static final Duration REHEARSAL_MAX = Duration.ofMinutes(2);

    private static final String CLASS_PATH = classPath();
    private static final Path ARCHIVE = archive();

    private NodeJvm() {}

    /** What to start the program by, with these flags of the JVM; its arguments follow. */
    public static List<String> command(String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.add("-XX:SharedArchiveFile=" + ARCHIVE);
        return program(all);
    }

    private static List<String> program(List<String> flags) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // A short life: the first compiler is enough. The launcher script says the rest, too.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--illegal-native-access=allow"));
        }
        command.add("-Djava.io.tmpdir=" + DIRECTORY);
        command.addAll(flags);
        command.addAll(List.of("-cp", CLASS_PATH, Main.class.getName()));
        return command;
    }

    /** All but the tests themselves. */
    private static String classPath() {
        try {
            Files.createDirectories(DIRECTORY);
            var tests = Path.of(NodeJvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of)
                    .filter(entry -> !entry.equals(tests))
                    .map(entry -> Files.isDirectory(entry) ? packed(entry) : entry)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (URISyntaxException never) {
            throw new IllegalStateException(never);
        }
    }

    private static Path packed(Path directory) {
        var jar = DIRECTORY.resolve(Integer.toHexString(directory.hashCode()) + ".jar");
        if (jar.toFile().lastModified() <= lastChange(directory)) {
            var code = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", directory.toString(), ".");
            if (code != 0) {
                throw new IllegalStateException("cannot pack " + directory);
            }
        }
        return jar;
    }

    private static long lastChange(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path archive() {
        var archive = DIRECTORY.resolve(
                "classes-" + Integer.toHexString(Objects.hash(CLASS_PATH, Runtime.version())) + ".jsa");
        var newest = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .mapToLong(jar -> Path.of(jar).toFile().lastModified())
                .max()
                .orElse(0);
        if (archive.toFile().lastModified() <= newest) {
            try {
                rehearse(archive);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return archive;
    }

    /** On a database of its own: what an earlier build left may be of another schema. */
    private static void rehearse(Path archive) throws IOException, InterruptedException {
        Files.deleteIfExists(archive);
        var command = program(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Dopenmns.rehearse=true"));
        var data = Files.createTempDirectory(DIRECTORY, "rehearsal").toString();
        command.addAll(List.of("start", "--port", "0", "--data", data));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(DIRECTORY.resolve("rehearsal.log").toFile()))
                .start();
        if (!process.waitFor(REHEARSAL_MAX.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            process.destroyForcibly().onExit().join();
            Files.deleteIfExists(archive);
            System.out.println("the rehearsal failed, and so nodes start more slowly; see " + DIRECTORY);
        }
    }
}
