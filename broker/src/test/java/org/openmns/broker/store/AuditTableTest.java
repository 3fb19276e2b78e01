package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.broker.OnBothDatabases;

@OnBothDatabases
class AuditTableTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ApplicationId OPERATOR = new ApplicationId("operator");
    private static final ApplicationId ACME = new ApplicationId("acme");

    private static final List<String> CHANGES = List.of(
            "UPDATE audit_entry SET actor = 'nobody'",
            "DELETE FROM audit_entry",
            "DELETE FROM audit_entry WHERE 1 = 0");
    private static final List<String> CHANGES_AND_TRUNCATION = Stream.concat(
                    CHANGES.stream(), Stream.of("TRUNCATE TABLE audit_entry"))
            .toList();

    @TempDir
    private Path directory;

    @Test
    void tellsOfEachChangeWhatWasBeforeAndAfter() {
        try (var database = Samples.open(directory)) {
            var applications = applications(database);
            var audit = new AuditTable(database);
            await(applications.put(ACME, "{\"a\":1}", OPERATOR, was -> Permissions.NONE));
            await(applications.put(ACME, "{\"a\":2}", OPERATOR, was -> Permissions.NONE));
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
            assertThat(await(applications(database).put(ACME, "{\"a\":1}", OPERATOR, was -> Permissions.NONE)))
                    .isTrue();
            var before = await(version.read());

            assertThat(await(applications(database).put(ACME, "{\"a\":1}", OPERATOR, was -> Permissions.NONE)))
                    .isFalse();

            assertThat(await(version.read())).isEqualTo(before);
            assertThat(await(new AuditTable(database).list(0, 10)).entries()).hasSize(1);
        }
    }

    @Test
    void aPageEndsWithTwoMebibytesOfWhatWasAndIs() {
        try (var database = Samples.open(directory)) {
            for (var letter : List.of("a", "b", "c", "d", "e", "f", "g")) {
                await(applications(database).put(ACME, letter.repeat(350 << 10), OPERATOR, was -> Permissions.NONE));
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

    @Test
    void refusesToChangeAnEntry() {
        try (var database = Samples.open(directory)) {
            await(applications(database).put(ACME, "{}", OPERATOR, was -> Permissions.NONE));

            for (var statement : Databases.arePostgres() ? CHANGES_AND_TRUNCATION : CHANGES) {
                assertThatThrownBy(() -> database.now(handle -> handle.execute(statement)))
                        .as(statement)
                        .hasMessageContaining("the audit log is only added to");
            }
            await(applications(database).put(ACME, "{\"a\":1}", OPERATOR, was -> Permissions.NONE));
            List<String> actors = database.now(handle -> handle.createQuery("SELECT actor FROM audit_entry")
                    .mapTo(String.class)
                    .list());
            assertThat(actors).containsExactly(OPERATOR.value(), OPERATOR.value());
        }
    }

    /** The trigger is a class of ours: without it the file is read as ever, and refuses as well. */
    @Test
    void theToolsOfH2ReadTheFileWithoutThisProgramAndChangeNothing() throws Exception {
        var location = DatabaseLocation.inDirectory(directory);
        try (var database = Database.open(location)) {
            await(applications(database).put(ACME, "{}", OPERATOR, was -> Permissions.NONE));
        }

        withH2Only(driver -> {
            var account = new Properties();
            account.setProperty("user", location.user());
            account.setProperty("password", location.password());
            try (var connection = driver.connect(location.url(), account);
                    var sql = connection.createStatement();
                    var found = sql.executeQuery("SELECT actor FROM audit_entry")) {
                assertThat(found.next()).isTrue();
                assertThat(found.getString(1)).isEqualTo(OPERATOR.value());
                for (var statement : CHANGES) {
                    assertThatThrownBy(() -> sql.execute(statement)).isInstanceOf(SQLException.class);
                }
            }
        });
    }

    private interface Work {
        void with(Driver driver) throws SQLException;
    }

    private static void withH2Only(Work work) throws Exception {
        var jar = org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation();
        var thread = Thread.currentThread();
        var usual = thread.getContextClassLoader();
        try (var alone = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(alone);
            var driver = (Driver)
                    alone.loadClass("org.h2.Driver").getDeclaredConstructor().newInstance();
            work.with(driver);
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    private static ApplicationTable applications(Database database) {
        return new ApplicationTable(database, Clock.fixed(NOON, ZoneOffset.UTC));
    }
}
