package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.PostgresServer;

/**
 * The disk of a PostgreSQL server gets full under a node: where its tables are, it refuses what it has no space for; where
 * its write-ahead log is, it ends. Either way the node answers 503 and lives through it.
 */
class FullPostgresTest {

    /** From the moment at which there is space, and a server: as after any other outage. */
    private static final Duration RESUME_MAX = Duration.ofSeconds(20);

    /** A database without events has 9 MiB. */
    private static final int TABLES_MEBIBYTES = 32;

    /** Three segments of the log, of 16 MiB. */
    private static final int LOG_MEBIBYTES = 48;

    private static final int SPACE_MEBIBYTES = 400;

    private final BigEvents events = new BigEvents();

    @TempDir
    private Path directory;

    @Test
    void refusesWhileTheDiskOfTheTablesIsFullAndResumesByItself() throws IOException, InterruptedException {
        try (var disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), TABLES_MEBIBYTES);
                var server = PostgresServer.create()) {
            server.execute("CREATE TABLESPACE small LOCATION '" + disk.path() + "'");
            server.execute("ALTER DATABASE openmns SET TABLESPACE small");
            livesThrough("tables", server, url -> {}, url -> disk.grow(SPACE_MEBIBYTES));
        }
    }

    @Test
    void refusesWhileTheDiskOfTheLogIsFullAndResumesByItselfWhenTheServerIsStartedWithSpace()
            throws IOException, InterruptedException {
        try (var disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), LOG_MEBIBYTES);
                var server = PostgresServer.create()) {
            server.moveLog(disk.path());
            // What fills most logs in earnest: a standby that is gone, and for which the server keeps all of it.
            server.execute("SELECT pg_create_physical_replication_slot('gone', true)");
            livesThrough(
                    "log",
                    server,
                    url -> {
                        events.publishUntil(url, () -> !server.isAlive());
                        server.startInVain();
                    },
                    url -> {
                        disk.grow(SPACE_MEBIBYTES);
                        server.start();
                    });
        }
    }

    private interface Step {
        void run(String url) throws IOException, InterruptedException;
    }

    private void livesThrough(String what, PostgresServer server, Step worse, Step mending)
            throws IOException, InterruptedException {
        try (events) {
            try (var node = start(server, 0)) {
                var url = node.url();
                events.subscribe(url);
                events.publishUntil(url, 200);
                var fault = events.timeline().begin(what);
                events.publishUntil(url, 503);
                worse.run(url);
                events.awaitRefused(url);

                mending.run(url);
                assertResumes(what, url);
                events.timeline().over(fault);
                node.askToStop();
                assertThat(node.awaitEnd(Duration.ofSeconds(30))).isIn(0, 143);
            }
            try (var node = start(server, 1)) {
                events.publishAllAgain(node.url());
                events.awaitAll(RESUME_MAX);
            }
            assertThat(events.verdict().lost()).isEmpty();
            assertThat(events.verdict().disorder()).isEmpty();
        }
    }

    private void assertResumes(String what, String url) throws IOException, InterruptedException {
        var start = System.nanoTime();
        events.publishUntil(url, 200);
        var first = Duration.ofNanos(System.nanoTime() - start);
        events.publishUntil(url, 200);
        events.awaitDelivered(RESUME_MAX);
        var delivered = Duration.ofNanos(System.nanoTime() - start);

        System.out.printf(
                "FullPostgresTest %s: %d events; with space again the first 200 after %d ms, all delivered after %d ms; %s%n",
                what, events.accepted(), first.toMillis(), delivered.toMillis(), events.verdict());
        assertThat(first).isLessThan(RESUME_MAX);
        assertThat(delivered).isLessThan(RESUME_MAX);
    }

    private NodeProcess start(PostgresServer server, int life) throws IOException {
        var environment = new HashMap<>(Map.of("OPENMNS_PUBLIC_BASE_URL", new Incarnation(0, life).publicUrl()));
        environment.put("OPENMNS_DATABASE_URL", server.location().url());
        environment.put("OPENMNS_DATABASE_USER", server.location().user());
        environment.put("OPENMNS_DATABASE_PASSWORD", server.location().password());
        if (life == 0) {
            environment.putAll(BigEvents.HASTE);
        }
        var data = directory.resolve("data").toString();
        return NodeProcess.run(environment, "start", "--port", "0", "--data", data);
    }
}
