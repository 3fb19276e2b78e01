package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.DatabaseLocation;

/**
 * A node that sleeps (SIGSTOP) until the lease is long free again, and wakes: it must not go on, whatever it finds. With
 * {@code -Dopenmns.lease.rounds=5}, for it takes half a minute.
 */
@EnabledIfSystemProperty(named = "openmns.lease.rounds", matches = "\\d+")
class PausedNodeTest {

    private static final String WENT_ON = "the other nodes went on without this one; start it again";
    private static final String RELEASED = "SBR released lease";
    private static final String LEASE = "openmns-pekko-sbr";
    private static final Duration END_MAX = Duration.ofSeconds(40);

    /** So that the lease is free soon, and the sleep may be short. */
    private static final String RELEASE_SOON = "-Dpekko.cluster.split-brain-resolver.lease-majority.release-after=1s";

    @TempDir
    private Path directory;

    @Test
    void endsItselfWhenItWakesAndTheOtherOneHasGoneOn() throws IOException, InterruptedException, SQLException {
        var database = Postgres.emptyDatabase();
        try (var cluster = new TwoNodes(database, directory)) {
            var sleeper = cluster.start(0);
            var survivor = cluster.start(1, RELEASE_SOON);
            cluster.subscribe(survivor);
            cluster.serve(sleeper, System.nanoTime());

            sleeper.signal("STOP");
            survivor.await(RELEASED, END_MAX);
            isRefusedTheLease(database);
            sleeper.signal("CONT");
            var woke = System.nanoTime();

            assertThat(sleeper.awaitEnd(END_MAX)).isEqualTo(1);
            System.out.printf("PausedNodeTest ended %d ms after it woke%n", (System.nanoTime() - woke) / 1_000_000);
            Eventually.holds(
                    "it says so", () -> sleeper.saidAfter(woke, WENT_ON).isPresent());
            assertThat(sleeper.transcript())
                    .containsAnyOf("stood still", "quarantined this node")
                    .doesNotContain("SBR acquired lease");
            cluster.serve(survivor, System.nanoTime());
        }
    }

    /** The last safeguard, were it not told and did it not notice its sleep: the lease, which is free, is not for it. */
    private static void isRefusedTheLease(DatabaseLocation database) throws SQLException {
        var sleeper = leftBehind(database);
        try (var lease = new PostgresLease(
                LeaseSettings.apply(Leases.settings(sleeper, Leases.LIFE).leaseConfig(), LEASE, sleeper),
                database,
                System::nanoTime)) {
            assertThat(Leases.acquire(lease)).isFalse();
        }
    }

    private static String leftBehind(DatabaseLocation database) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT left_behind[1] FROM lease WHERE name = '" + LEASE
                        + "' AND expires_at <= now() AND cardinality(left_behind) = 1")) {
            assertThat(row.next())
                    .as("one was left behind, and the lease is free")
                    .isTrue();
            return row.getString(1);
        }
    }
}
