package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.Samples.NOW;
import static org.openmns.broker.store.Samples.attempt;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.id;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.store.Attempts.Policy;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.SubscriptionId;

@OnBothDatabases
class AttemptsTest {

    @TempDir
    private Path directory;

    private final SubscriptionId subscription = id();
    private Database database;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void closingWritesWhatWaitsAndListsLatestFirst() {
        var attempts = new Attempts(database, Policy.ALL);
        var first = attempt(subscription, 1, NOW, false);
        var second = attempt(subscription, 2, NOW.plusSeconds(5), true);

        attempts.offer(first);
        attempts.offer(second);
        attempts.offer(attempt(id(), 1, NOW, true));
        attempts.close();

        assertThat(await(attempts.list(subscription, 10))).containsExactly(second, first);
        assertThat(await(attempts.list(subscription, 1))).containsExactly(second);
        assertThat(attempts.dropped()).isZero();
    }

    @Test
    void policyDecidesWhatIsKept() {
        assertThat(kept(Policy.ALL)).isEqualTo(2);
        assertThat(kept(Policy.FAILED)).isEqualTo(1);
        assertThat(kept(Policy.NONE)).isZero();
    }

    @Test
    void everyAttemptIsEitherWrittenOrCountedAsDropped() {
        var offered = 3 * Attempts.QUEUE_MAX;
        var attempts = new Attempts(database, Policy.FAILED);

        for (var number = 1; number <= offered; number++) {
            attempts.offer(attempt(subscription, number, NOW, false));
        }
        finish(attempts);

        assertThat(attempts.dropped() + rows()).isEqualTo(offered);
        assertThat(rows()).isGreaterThanOrEqualTo(Attempts.QUEUE_MAX);
    }

    @Test
    void anUnwritableLogCountsAndGoesOn() {
        var attempts = new Attempts(database, Policy.ALL);
        database.now(handle -> handle.execute("ALTER TABLE attempt RENAME TO hidden"));

        attempts.offer(attempt(subscription, 1, NOW, false));
        attempts.close();

        assertThat(attempts.dropped()).isEqualTo(1);
    }

    @Test
    void afterClosingAttemptsAreCountedAsDropped() {
        var attempts = new Attempts(database, Policy.FAILED);
        attempts.close();

        attempts.offer(attempt(subscription, 1, NOW, false));
        attempts.offer(attempt(subscription, 1, NOW, true));

        assertThat(attempts.dropped()).isEqualTo(1);
    }

    @Test
    void retentionDeletesWhatIsOlderAndNothingElse() {
        var attempts = written(2 * Attempts.DELETE_MAX + 500);

        var deleted = attempts.deleteBefore(NOW.plusSeconds(2 * Attempts.DELETE_MAX + 100));

        assertThat(deleted).isEqualTo(2 * Attempts.DELETE_MAX + 99);
        assertThat(await(attempts.list(subscription, 1_000)))
                .hasSize(401)
                .extracting(AttemptRecord::number)
                .endsWith(2 * Attempts.DELETE_MAX + 100);
        assertThat(attempts.deleteBefore(NOW)).isZero();
    }

    @Test
    void retentionKeepsTheLatestRows() {
        var attempts = written(2 * Attempts.DELETE_MAX + 500);

        attempts.deleteBeyond(100);

        assertThat(rows()).isEqualTo(100);
        assertThat(await(attempts.list(subscription, 1)))
                .extracting(AttemptRecord::number)
                .isEqualTo(List.of(2 * Attempts.DELETE_MAX + 500));
        assertThat(attempts.deleteBeyond(100)).isZero();
    }

    /** However slow the machine: closing itself waits for a limited time. */
    private static void finish(Attempts attempts) {
        do {
            attempts.close();
        } while (attempts.isWriting());
    }

    private Attempts written(int count) {
        var attempts = new Attempts(database, Policy.FAILED);
        for (var number = 1; number <= count; number++) {
            attempts.offer(attempt(subscription, number, NOW.plus(Duration.ofSeconds(number)), false));
        }
        finish(attempts);
        return attempts;
    }

    private int kept(Policy policy) {
        var attempts = new Attempts(database, policy);
        var one = id();
        attempts.offer(attempt(one, 1, NOW, false));
        attempts.offer(attempt(one, 2, NOW, true));
        attempts.close();
        return await(attempts.list(one, 10)).size();
    }

    private long rows() {
        return database.now(handle -> handle.createQuery("SELECT COUNT(*) FROM attempt")
                .mapTo(Long.class)
                .one());
    }
}
