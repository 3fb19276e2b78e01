package org.openmns.broker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import org.openmns.broker.store.DatabaseLocation;

/**
 * A PostgreSQL server of a test's own, to be stopped, broken and paused at will: always on the same port and the same
 * data, durable as in production. Where a test only needs a database, {@link Postgres} is quicker.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String DATABASE = "openmns";
    private static final String USER = "postgres";

    private final Path directory;
    private final int port;
    private final PostgresProcess process;
    private final Thread closing = new Thread(this::stopImmediately, "postgres-server-stop");

    private PostgresServer(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = new PostgresProcess(data(), logOf(directory));
        Runtime.getRuntime().addShutdownHook(closing);
    }

    /** Makes a server with an empty database on a free port, and starts it. */
    public static PostgresServer create(String... settings) {
        try {
            var directory = Files.createTempDirectory("openmns-postgres");
            var port = freePort();
            var builder = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(directory.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setOutputRedirector(logOf(directory))
                    .setErrorRedirector(logOf(directory))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200");
            for (var at = 0; at < settings.length; at += 2) {
                builder.setServerConfig(settings[at], settings[at + 1]);
            }
            builder.start();
            var server = new PostgresServer(directory, port);
            server.execute("CREATE DATABASE " + DATABASE);
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The one database on it; the same from start to start. */
    public DatabaseLocation location() {
        return new DatabaseLocation(url(DATABASE), USER, "");
    }

    public int port() {
        return port;
    }

    /** Where the server keeps its data and its own configuration. */
    public Path data() {
        return directory.resolve("data");
    }

    /** Whether it has not ended: neither stopped nor fallen. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Starts it again after a stop, on the same port and data, and waits until it answers. */
    public void start() {
        process.launch();
        Eventually.holds("PostgreSQL answers", this::answers);
    }

    /** Starts it again where it cannot live: waits until it has ended. */
    public void startInVain() {
        process.launch();
        Eventually.holds("PostgreSQL has ended", () -> !process.isAlive());
    }

    /** Stops it, puts its write-ahead log into this directory, as {@code initdb --waldir} does, and starts it again. */
    public void moveLog(Path to) throws IOException {
        stop();
        var log = data().resolve("pg_wal");
        try (var files = Files.walk(log)) {
            for (var file : files.filter(each -> !each.equals(log)).toList()) {
                var target = to.resolve(log.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectory(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        delete(log);
        Files.createSymbolicLink(log, to);
        start();
    }

    /** Ends all sessions, tidies up and ends: {@code pg_ctl stop -m fast}. */
    public void stop() {
        process.end("-INT");
    }

    /** Ends at once and leaves the rest to the recovery at the next start: {@code pg_ctl stop -m immediate}. */
    public void stopImmediately() {
        process.end("-QUIT");
    }

    /** SIGSTOP to all its processes: connections are taken, by the kernel, and never answered. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        process.resume();
    }

    /** A statement of the administrator, in a session and a database of its own. */
    public void execute(String sql) {
        try (var connection = DriverManager.getConnection(url(USER), USER, "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** Stops it and deletes its data. */
    @Override
    public void close() {
        stopImmediately();
        Runtime.getRuntime().removeShutdownHook(closing);
        try {
            delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean answers() {
        try (var connection = DriverManager.getConnection(url(DATABASE), USER, "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Redirect logOf(Path directory) {
        return Redirect.appendTo(directory.resolve("log").toFile());
    }

    /** Below the ports that the system gives to clients: one of them might get ours while the server is stopped. */
    private static int freePort() throws IOException {
        for (var attempts = 0; attempts < 100; attempts++) {
            var port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IOException("no free port between 20000 and 30000");
    }
}
