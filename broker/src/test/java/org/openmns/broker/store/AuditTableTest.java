package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.broker.Databases;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.Postgres;

@OnBothDatabases
class AuditTableTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ApplicationId OPERATOR = new ApplicationId("operator");
    private static final ApplicationId ACME = new ApplicationId("acme");

    @TempDir
    private Path directory;

    @Test
    void tellsOfEachChangeWhatWasBeforeAndAfter() {
        try (var database = Samples.open(directory)) {
            var applications = applications(database);
            var audit = new AuditTable(database);
            await(applications.put(ACME, "{\"a\":1}", OPERATOR));
            await(applications.put(ACME, "{\"a\":2}", OPERATOR));
            await(applications.delete(ACME, OPERATOR));
            await(applications.delete(ACME, OPERATOR));

            var entries = await(audit.list(0, 10)).entries();
            assertThat(entries)
                    .extracting(entry -> entry.deed().action())
                    .containsExactly(
                            Action.APPLICATION_REGISTERED, Action.APPLICATION_CHANGED, Action.APPLICATION_DELETED);
            assertThat(entries.get(1))
                    .returns(NOON, AuditEntry::at)
                    .returns(new Deed(OPERATOR, Action.APPLICATION_CHANGED, "application/acme"), AuditEntry::deed)
                    .returns(Optional.of("{\"a\":1}"), AuditEntry::before)
                    .returns(Optional.of("{\"a\":2}"), AuditEntry::after);
            assertThat(await(audit.list(entries.get(1).number(), 10)).entries()).hasSize(1);
        }
    }

    @Test
    void whatIsPutAsItWasIsNoChange() {
        try (var database = Samples.open(directory)) {
            var version = new AccessVersion(database);
            assertThat(await(applications(database).put(ACME, "{\"a\":1}", OPERATOR)))
                    .isTrue();
            var before = await(version.read());

            assertThat(await(applications(database).put(ACME, "{\"a\":1}", OPERATOR)))
                    .isFalse();

            assertThat(await(version.read())).isEqualTo(before);
            assertThat(await(new AuditTable(database).list(0, 10)).entries()).hasSize(1);
        }
    }

    @Test
    void aPageEndsWithTwoMebibytesOfWhatWasAndIs() {
        try (var database = Samples.open(directory)) {
            for (var letter : List.of("a", "b", "c", "d", "e", "f", "g")) {
                await(applications(database).put(ACME, letter.repeat(350 << 10), OPERATOR));
            }
            var audit = new AuditTable(database);

            var first = await(audit.list(0, 1_000));
            var second = await(audit.list(first.last().orElseThrow().number(), 1_000));
            var third = await(audit.list(second.last().orElseThrow().number(), 1_000));

            assertThat(List.of(first, second, third))
                    .extracting(page -> page.entries().size())
                    .containsExactly(3, 2, 2);
            assertThat(third.more()).isFalse();
            assertThat(third.entries().get(1).after().orElseThrow()).startsWith("g");
        }
    }

    /** With one, it would stand before what is stored meanwhile, and whoever asks for the entries behind that would miss it. */
    @Test
    void whoWaitsForAnotherChangeHasNoNumberYet() {
        try (var database = Samples.open(directory)) {
            database.now(one -> one.inTransaction(first -> {
                AccessVersion.raise(first);
                assertThatThrownBy(() -> await(database.run(other -> other.inTransaction(AuditTableTest::appendSoon))))
                        .hasCauseInstanceOf(UnableToExecuteStatementException.class);
                return append(first);
            }));
            database.now(handle -> handle.inTransaction(AuditTableTest::append));

            assertThat(await(new AuditTable(database).list(0, 10)).entries())
                    .extracting(AuditEntry::number)
                    .containsExactly(1L, 2L);
        }
    }

    /** Or fails. */
    private static long appendSoon(Handle handle) {
        handle.execute(Databases.arePostgres() ? "SET LOCAL lock_timeout = 100" : "SET LOCK_TIMEOUT 100");
        return append(handle);
    }

    private static long append(Handle handle) {
        return AuditTable.append(
                handle,
                new Deed(OPERATOR, Action.APPLICATION_CHANGED, "application/acme"),
                new AuditTable.Change(Optional.empty(), Optional.of("{}")),
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    /** H2 knows triggers only as classes; there the program alone keeps its word. */
    @Test
    void postgresqlRefusesToChangeAnEntry() {
        try (var database = Database.open(Postgres.emptyDatabase())) {
            await(applications(database).put(ACME, "{}", OPERATOR));

            for (var statement : List.of(
                    "UPDATE audit_entry SET actor = 'nobody'",
                    "DELETE FROM audit_entry",
                    "TRUNCATE TABLE audit_entry")) {
                assertThatThrownBy(() -> database.now(handle -> handle.execute(statement)))
                        .hasMessageContaining("the audit log is only added to");
            }
            assertThat(await(new AuditTable(database).list(0, 10)).entries()).hasSize(1);
        }
    }

    private static ApplicationTable applications(Database database) {
        return new ApplicationTable(database, Clock.fixed(NOON, ZoneOffset.UTC));
    }
}
