package org.openmns.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The PostgreSQL that the nodes share: a server of our own, durable, or the one that OPENMNS_DATABASE_URL names. */
final class Postgres implements AutoCloseable {

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
        if (System.getenv("OPENMNS_DATABASE_URL") != null) {
            return new Postgres(Map.of(), Optional.empty(), data);
        }
        var server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .start();
        var environment = Map.of(
                "OPENMNS_DATABASE_URL", server.getJdbcUrl("postgres", "postgres"), "OPENMNS_DATABASE_USER", "postgres");
        return new Postgres(environment, Optional.of(server), data);
    }

    /** What a node must be told to use it. */
    Map<String, String> environment() {
        return environment;
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
