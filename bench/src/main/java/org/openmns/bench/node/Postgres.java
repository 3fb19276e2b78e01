package org.openmns.bench.node;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** The PostgreSQL that the nodes share: a server of our own, durable, or the one that OPENMNS_DATABASE_URL names. */
final class Postgres implements AutoCloseable {

    private static final String URL = "OPENMNS_DATABASE_URL";
    private static final String USER = "OPENMNS_DATABASE_USER";
    private static final String PASSWORD = "OPENMNS_DATABASE_PASSWORD";

    private final Map<String, String> environment;
    private final Optional<EmbeddedPostgres> own;
    private final Path data;

    private Postgres(Map<String, String> environment, Optional<EmbeddedPostgres> own, Path data) {
        this.environment = environment;
        this.own = own;
        this.data = data;
    }

    static Postgres start(Path work) throws IOException {
        var data = work.resolve("postgresql");
        if (System.getenv(URL) != null) {
            var environment = new HashMap<>(System.getenv());
            environment.keySet().retainAll(Set.of(URL, USER, PASSWORD));
            return new Postgres(environment, Optional.empty(), data);
        }
        var server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                // The library starts servers with -F, which is fsync off: no figure may be taken so.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .start();
        var environment = Map.of(URL, server.getJdbcUrl("postgres", "postgres"), USER, "postgres");
        return new Postgres(environment, Optional.of(server), data);
    }

    /** Whether nobody else has it. */
    boolean isOwn() {
        return own.isPresent();
    }

    /** What a node must be told to use it. */
    Map<String, String> environment() {
        return environment;
    }

    Connection connect() throws SQLException {
        var options = new Properties();
        options.setProperty("user", environment.getOrDefault(USER, "sa"));
        options.setProperty("password", environment.getOrDefault(PASSWORD, ""));
        options.setProperty("reWriteBatchedInserts", "true");
        return DriverManager.getConnection(environment.getOrDefault(URL, ""), options);
    }

    /** What it says of itself: asked, not assumed. */
    String durability() {
        return ask("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')"
                + " || ', synchronous_commit ' || current_setting('synchronous_commit')"
                + " || ', full_page_writes ' || current_setting('full_page_writes')");
    }

    long mebibytes() {
        return Long.parseLong(ask("SELECT pg_database_size(current_database()) / 1048576"));
    }

    long journalRows() {
        return Long.parseLong(ask("SELECT count(*) FROM event_journal"));
    }

    private String ask(String query) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "0";
        } catch (SQLException silent) {
            return "0";
        }
    }

    /** Of the server and its connections; 0 where the server is not ours. */
    double cpuSeconds() {
        try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
            var server = lines.findFirst().map(Long::parseLong).flatMap(ProcessHandle::of);
            return server.map(handle -> Proc.cpuSecondsOfAll(handle)).orElse(0.0);
        } catch (IOException notOurs) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (own.isPresent()) {
            own.get().close();
        }
    }
}
