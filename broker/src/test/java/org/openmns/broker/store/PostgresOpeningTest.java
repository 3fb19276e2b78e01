package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Postgres;
import org.openmns.broker.PostgresServer;
import org.openmns.broker.TestKeys;

/** What the operator reads when a PostgreSQL database does not open, and that nodes may start at the same time. */
class PostgresOpeningTest {

    private static final int NODES = 6;
    private static final String PASSWORD = "correct-horse";

    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = PostgresServer.create();
        server.execute("CREATE ROLE guest LOGIN PASSWORD '" + PASSWORD + "'");
        var rules = server.data().resolve("pg_hba.conf");
        Files.writeString(rules, "host all guest all scram-sha-256\n" + Files.readString(rules));
        server.execute("SELECT pg_reload_conf()");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void sixNodesThatStartAtOnceOnAnEmptyDatabaseAllOpenIt() {
        var location = Postgres.emptyDatabase();
        var threads = Executors.newFixedThreadPool(NODES);
        try {
            var nodes = IntStream.range(0, NODES)
                    .mapToObj(node -> CompletableFuture.supplyAsync(() -> Database.open(location), threads))
                    .toList();

            assertThat(nodes).allSatisfy(node -> {
                try (var database = node.join()) {
                    assertThat(Samples.await(new Registry(database, TestKeys.KEYS).count()))
                            .isZero();
                }
            });
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void saysThatThePasswordIsWrongAndDoesNotRepeatIt() {
        var guest = new DatabaseLocation(server.location().url() + "&sslmode=disable", "guest", "wrong-horse");

        assertThatThrownBy(() -> Database.open(guest))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessage("The database " + guest + " refuses the user guest: the password is wrong,"
                        + " or the server's pg_hba.conf does not let this user in from here.")
                .hasMessageNotContaining("horse");
    }

    @Test
    void saysThatTheUserMayNotCreateTables() {
        var guest = new DatabaseLocation(server.location().url(), "guest", PASSWORD);

        assertThatThrownBy(() -> Database.open(guest))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessage("The database " + guest + " does not let the user guest create its tables:"
                        + " make this user the owner of the database.");
    }

    @Test
    void saysThatThereIsNoSuchDatabase() {
        var none = at(server.port(), "none");

        assertThatThrownBy(() -> Database.open(none))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessage("The database " + none + " does not exist on its server: create it with CREATE DATABASE.");
    }

    @Test
    void saysThatNobodyListensThere() {
        var nowhere = at(1, "openmns");

        assertThatThrownBy(() -> Database.open(nowhere))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("The database " + nowhere + " cannot be reached")
                .hasMessageContaining("is its server running");
    }

    @Test
    void saysThatTheServerTakesNoWrites() {
        var location = at(server.port(), "openmns?options=-c%20default_transaction_read_only=on");

        assertThatThrownBy(() -> Database.open(location))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("is read-only")
                .hasMessageContaining("Name the server that takes writes.");
    }

    @Test
    void saysThatTheServerIsTooOld() {
        assertThat(PostgresFailure.tooOld(server.location(), 14))
                .hasMessage("The database " + server.location()
                        + " is on PostgreSQL 14; OpenMNS needs version 15 or newer.");
    }

    @Test
    void refusesTheDatabaseOfANewerVersion() {
        var location = Postgres.emptyDatabase();
        try (var database = Database.open(location)) {
            database.now(handle -> handle.execute("INSERT INTO flyway_schema_history SELECT 99, '99', 'future',"
                    + " 'SQL', 'V99__future.sql', 1, 'me', now(), 1, TRUE"));
        }

        assertThatThrownBy(() -> Database.open(location))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("99");
    }

    private static DatabaseLocation at(int port, String database) {
        return new DatabaseLocation("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "");
    }
}
