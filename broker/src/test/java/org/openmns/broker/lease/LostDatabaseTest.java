package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.lease.Leases.LIFE;
import static org.openmns.broker.lease.Leases.acquire;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.coordination.lease.LeaseTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

/** A database that goes away under the holder of a lease, and comes back. */
class LostDatabaseTest {

    private final DatabaseLocation location = Postgres.emptyDatabase();
    private final Leases leases = new Leases(location);
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        Database.open(location).close();
        relay = new Relay(location);
    }

    @AfterEach
    void close() throws IOException {
        leases.close();
        relay.close();
    }

    @Test
    void aLeaseSurvivesAConnectionThatBreaks() {
        var holder = leases.of("holder", relay.location());
        var lost = new AtomicInteger();
        holder.acquire(why -> lost.incrementAndGet()).toCompletableFuture().join();

        relay.takeAway();
        relay.bringBack();
        awaitLives(2);

        assertThat(holder.checkLease()).isTrue();
        assertThat(lost).hasValue(0);
    }

    @Test
    void aLeaseIsLostOnceWithADatabaseThatIsGoneAndCanBeHadAgain() {
        isLostOnceAndCanBeHadAgain(relay::takeAway);
    }

    @Test
    void aLeaseIsLostOnceWithADatabaseThatIsSilentAndCanBeHadAgain() {
        isLostOnceAndCanBeHadAgain(relay::silence);
    }

    private void isLostOnceAndCanBeHadAgain(Runnable trouble) {
        var holder = leases.of("holder", relay.location());
        var lost = new AtomicInteger();
        holder.acquire(why -> lost.incrementAndGet()).toCompletableFuture().join();

        trouble.run();
        var start = System.nanoTime();
        Eventually.holds("the loss is noticed", () -> lost.get() > 0);
        assertThat(holder.checkLease()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIFE.multipliedBy(4));
        Eventually.holds("another one gets it", () -> acquire(leases.of("other-" + System.nanoTime())));
        leases.close();
        relay.bringBack();

        var again = leases.of("holder, again", relay.location());
        Eventually.holds("it can be had again", () -> acquire(again));
        assertThat(lost).hasValue(1);
    }

    @Test
    void whoAsksASilentDatabaseIsToldInTimeAndDoesNotHoldTheLeaseLater() {
        relay.silence();
        var hasty = leases.of("hasty", relay.location());

        var answer = hasty.acquire().toCompletableFuture();

        assertThatThrownBy(answer::join).hasCauseInstanceOf(LeaseTimeoutException.class);
        relay.bringBack();
        awaitLives(2);
        assertThat(hasty.checkLease()).isFalse();
        assertThat(acquire(leases.of("other"))).isTrue();
    }

    @Test
    void whoAsksADatabaseThatComesBackSoonGetsTheLease() {
        relay.takeAway();
        var patient = leases.of("patient", relay.location());

        var answer = patient.acquire().toCompletableFuture();
        awaitLives(1);
        assertThat(answer).isNotDone();
        relay.bringBack();

        assertThat(answer.join()).isTrue();
        assertThat(patient.checkLease()).isTrue();
    }

    private static void awaitLives(int count) {
        var until = System.nanoTime() + LIFE.multipliedBy(count).toNanos();
        Eventually.holds("time has passed", () -> System.nanoTime() > until);
    }
}
