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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.access.Permissions;
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
            await(applications.put(ACME, "{\"a\":1}", OPERATOR, before -> Permissions.NONE));
            await(applications.put(ACME, "{\"a\":2}", OPERATOR, before -> Permissions.NONE));
            await(applications.delete(ACME, OPERATOR));
            await(applications.delete(ACME, OPERATOR));

            var entries = await(audit.list(0, 10));
            assertThat(entries)
                    .extracting(entry -> entry.deed().action())
                    .containsExactly(
                            Action.APPLICATION_REGISTERED, Action.APPLICATION_CHANGED, Action.APPLICATION_DELETED);
            assertThat(entries.get(1))
                    .returns(NOON, AuditEntry::at)
                    .returns(new Deed(OPERATOR, Action.APPLICATION_CHANGED, "application/acme"), AuditEntry::deed)
                    .returns(Optional.of("{\"a\":1}"), AuditEntry::before)
                    .returns(Optional.of("{\"a\":2}"), AuditEntry::after);
            assertThat(await(audit.list(entries.get(1).number(), 10))).hasSize(1);
        }
    }

    /** H2 knows triggers only as classes; there the program alone keeps its word. */
    @Test
    void postgresqlRefusesToChangeAnEntry() {
        try (var database = Database.open(Postgres.emptyDatabase())) {
            await(applications(database).put(ACME, "{}", OPERATOR, before -> Permissions.NONE));

            for (var statement : List.of(
                    "UPDATE audit_entry SET actor = 'nobody'",
                    "DELETE FROM audit_entry",
                    "TRUNCATE TABLE audit_entry")) {
                assertThatThrownBy(() -> database.now(handle -> handle.execute(statement)))
                        .hasMessageContaining("the audit log is only added to");
            }
            assertThat(await(new AuditTable(database).list(0, 10))).hasSize(1);
        }
    }

    private static ApplicationTable applications(Database database) {
        return new ApplicationTable(database, Clock.fixed(NOON, ZoneOffset.UTC));
    }
}
