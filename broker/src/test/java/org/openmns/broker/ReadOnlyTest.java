package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packed folder where nobody may write, and a user who is nobody else: as a container runs it. */
@Packed
@EnabledOnOs(OS.LINUX)
class ReadOnlyTest {

    /** Nobody: it owns hardly anything, so what it has afterwards the node has made. */
    private static final int USER = 65_534;

    /** Where everybody may write. */
    private static final List<Path> OPEN_TO_ALL =
            List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/dev/shm"), Path.of("/run/lock"));

    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));
    private static final Duration END_MAX = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void publishesAndDeliversAndWritesIntoItsDataDirectoryOnly() throws Exception {
        var folder = readOnlyCopy(directory.resolve("openmns"));
        var data = dataDirectory();
        var before = listing(folder);
        var straysBefore = strays();

        try (var node = NodeProcess.of(start(folder, data))) {
            var url = node.url();
            assertThat(post(url + "/subscriptions", "application/fhir+json", subscription(url)))
                    .isEqualTo(201);
            assertThat(post(url + "/events", "application/cloudevents+json", event()))
                    .isEqualTo(200);
            awaitInbox(url);

            assertThat(openForWriting(node.pid())).isNotEmpty().allMatch(file -> file.startsWith(data));
            node.askToStop();
            assertThat(node.awaitEnd(END_MAX)).isIn(0, 143);
            assertThat(node.errors().lines()).hasSize(1).allMatch(line -> line.startsWith("openmns: Java "));
        }

        assertThat(listing(folder)).isEqualTo(before);
        assertThat(strays()).isEqualTo(straysBefore);
        assertThat(data.resolve("openmns.mv.db")).exists();
    }

    private Path readOnlyCopy(Path copy) throws IOException {
        // JUnit makes it for its owner alone.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var packed = Path.of("target/openmns");
        try (var files = Files.walk(packed)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(packed.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        permit(copy, "r-xr-xr-x", "r--r--r--");
        return copy;
    }

    /** What was executable stays so. */
    private static void permit(Path folder, String directories, String files) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var file : all.toList()) {
                var open = Files.isDirectory(file) || Files.isExecutable(file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open ? directories : files));
            }
        }
    }

    @AfterEach
    void letItBeDeleted() throws IOException {
        permit(directory.resolve("openmns"), "rwxr-xr-x", "rw-r--r--");
    }

    private Path dataDirectory() throws IOException {
        var data = Files.createDirectory(directory.resolve("data"));
        if (IS_ROOT) {
            Files.setAttribute(data, "unix:uid", USER);
        }
        return data.toRealPath();
    }

    /** As another user, where we may choose one. */
    private static Process start(Path folder, Path data) throws IOException {
        var command = new ArrayList<String>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
        }
        command.addAll(List.of(folder.resolve("bin/openmns").toString(), "--port", "0", "--data", data.toString()));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENMNS_"));
        builder.environment().remove("HOME");
        return builder.start();
    }

    private static List<Path> openForWriting(long pid) throws IOException {
        var open = new ArrayList<Path>();
        try (var numbers = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (var number : numbers.toList()) {
                if (isFileForWriting(pid, number)) {
                    open.add(number.toRealPath());
                }
            }
        }
        return open;
    }

    /** The last octal digit of the flags is 1 or 2. */
    private static boolean isFileForWriting(long pid, Path number) throws IOException {
        var flags = Files.readString(Path.of("/proc/" + pid + "/fdinfo/" + number.getFileName()))
                .replaceAll("(?s).*flags:\\s*(\\d+).*", "$1");
        // What the kernel keeps for itself has no path, and may pass for a file.
        return !flags.endsWith("0")
                && Files.isRegularFile(number)
                && Files.readSymbolicLink(number).isAbsolute();
    }

    /** What the other user has left where everybody may write; of our own user it would not tell. */
    private static List<Path> strays() throws IOException {
        var strays = new ArrayList<Path>();
        for (var place : IS_ROOT ? OPEN_TO_ALL : List.<Path>of()) {
            if (Files.isDirectory(place)) {
                try (var files = Files.list(place)) {
                    files.filter(ReadOnlyTest::isOfTheUser).sorted().forEach(strays::add);
                }
            }
        }
        return strays;
    }

    private static boolean isOfTheUser(Path file) {
        try {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(USER);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Every file with its size and the time of its last change. */
    private static List<String> listing(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(ReadOnlyTest::line).sorted().toList();
        }
    }

    private static String line(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String subscription(String url) {
        return """
                {"resourceType":"Subscription","status":"requested","reason":"x","criteria":"eventType=pds-change-of-gp-2",\
                "channel":{"type":"rest-hook","endpoint":"%s/inbox/me","payload":"application/json"}}""".formatted(url);
    }

    private static String event() {
        return """
                {"specversion":"1.0","id":"read-only","source":"uk.nhs.personal-demographics-service",\
                "type":"pds-change-of-gp-2","time":"2026-01-01T09:00:00Z","subject":"9000000009"}""";
    }

    private static void awaitInbox(String url) {
        Eventually.holds("arrived in the inbox", END_MAX, () -> inbox(url).contains("read-only"));
    }

    private static String inbox(String url) {
        var inbox = HttpRequest.newBuilder(URI.create(url + "/inbox/me"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.sendAsync(inbox, BodyHandlers.ofString()).join().body();
    }

    private static int post(String url, String type, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }
}
