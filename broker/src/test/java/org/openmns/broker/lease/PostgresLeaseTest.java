package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.lease.Leases.LIFE;
import static org.openmns.broker.lease.Leases.acquire;
import static org.openmns.broker.lease.Leases.release;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

class PostgresLeaseTest {

    private static final DatabaseLocation location = database();

    private final Leases leases = new Leases(location);

    private static DatabaseLocation database() {
        var empty = Postgres.emptyDatabase();
        Database.open(empty).close();
        return empty;
    }

    @BeforeEach
    void beginFree() throws SQLException {
        sql("DELETE FROM lease");
    }

    @AfterEach
    void end() {
        leases.close();
    }

    private static void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(location.url(), location.user(), location.password());
                var executed = connection.createStatement()) {
            executed.execute(statement);
        }
    }

    @Test
    void isHeldByTheFirstThatAsksUntilItGivesItBack() {
        var one = leases.of("one");
        var other = leases.of("other");

        assertThat(one.checkLease()).isFalse();
        assertThat(acquire(one)).isTrue();
        assertThat(acquire(other)).isFalse();
        assertThat(acquire(one)).as("asked again by its holder").isTrue();
        assertThat(one.checkLease()).isTrue();
        assertThat(other.checkLease()).isFalse();

        assertThat(release(one)).isTrue();
        assertThat(one.checkLease()).isFalse();
        assertThat(acquire(other)).isTrue();
        assertThat(release(one)).as("not its own any more").isTrue();
        assertThat(acquire(one)).isFalse();
        assertThat(other.checkLease()).isTrue();
    }

    @Test
    void isRenewedForAsLongAsItsHolderLives() {
        var holder = leases.of("holder");
        var lost = new AtomicInteger();
        holder.acquire(why -> lost.incrementAndGet()).toCompletableFuture().join();
        var other = leases.of("other");

        var until = System.nanoTime() + LIFE.multipliedBy(3).toNanos();
        while (System.nanoTime() < until) {
            assertThat(acquire(other)).isFalse();
            assertThat(holder.checkLease()).isTrue();
        }

        assertThat(lost).hasValue(0);
    }

    @Test
    void goesToAnotherOneOnceItHasExpired() {
        var dead = leases.of("dead");
        var heir = leases.of("heir");
        assertThat(acquire(dead)).isTrue();

        var died = System.nanoTime();
        dead.close();
        Eventually.holds("the lease is taken over", () -> acquire(heir));

        var waited = Duration.ofNanos(System.nanoTime() - died);
        assertThat(waited).isBetween(LIFE.dividedBy(2), LIFE.multipliedBy(3));
    }

    @Test
    void tellsItsHolderOnceThatAnotherOneHasIt() throws SQLException {
        var holder = leases.of("holder");
        var lost = new AtomicInteger();
        holder.acquire(why -> {
                    assertThat(why).isPresent();
                    lost.incrementAndGet();
                })
                .toCompletableFuture()
                .join();

        sql("UPDATE lease SET owner = 'thief', expires_at = now() + interval '1 hour'");
        Eventually.holds("the loss is noticed", () -> lost.get() > 0);

        assertThat(holder.checkLease()).isFalse();
        assertThat(acquire(holder)).isFalse();
        assertThat(lost).hasValue(1);
    }

    @Test
    void doesNotTellOfALossWhoGaveItBack() {
        var holder = leases.of("holder");
        var lost = new AtomicInteger();
        holder.acquire(why -> lost.incrementAndGet()).toCompletableFuture().join();

        assertThat(release(holder)).isTrue();
        var other = leases.of("other");
        assertThat(acquire(other)).isTrue();
        var until = System.nanoTime() + LIFE.multipliedBy(2).toNanos();
        Eventually.holds("two lives have passed", () -> System.nanoTime() > until);

        assertThat(lost).hasValue(0);
        assertThat(other.checkLease()).isTrue();
    }

    @Test
    void isOverForItsHolderByTheLocalMonotonicClockWithoutAskingAnybody() {
        var passed = new AtomicLong();
        var holder = leases.of("holder", () -> System.nanoTime() + passed.get());
        assertThat(acquire(holder)).isTrue();
        assertThat(holder.checkLease()).isTrue();

        passed.addAndGet(LIFE.toNanos());

        assertThat(holder.checkLease()).isFalse();
    }

    @Test
    void doesNotCareWhatItsClientsClocksSay() {
        var early = leases.of("early", () -> System.nanoTime() - Long.MAX_VALUE / 2);
        var late = leases.of("late", () -> System.nanoTime() + Long.MAX_VALUE);

        assertThat(acquire(early)).isTrue();
        assertThat(acquire(late)).isFalse();
        assertThat(early.checkLease()).isTrue();
        early.close();
        Eventually.holds("the lease is taken over", () -> acquire(late));
        assertThat(late.checkLease()).isTrue();
        assertThat(acquire(early(leases))).isFalse();
    }

    private static PostgresLease early(Leases leases) {
        return leases.of("early again", () -> System.nanoTime() - Long.MAX_VALUE / 2);
    }

    @Test
    void neverGoesToOneThatWasLeftBehind() {
        var winner = leases.of("winner");
        var sleeper = leases.of("sleeper");

        assertThat(winner.acquire(leaving("sleeper"), why -> {})
                        .toCompletableFuture()
                        .join())
                .isTrue();
        assertThat(release(winner)).isTrue();
        assertThat(acquire(sleeper)).as("free, but not for it").isFalse();

        var third = leases.of("third");
        assertThat(third.acquire(leaving("winner"), why -> {})
                        .toCompletableFuture()
                        .join())
                .isTrue();
        assertThat(release(third)).isTrue();
        assertThat(acquire(sleeper)).as("left behind earlier").isFalse();
        assertThat(acquire(winner)).as("left behind now").isFalse();
        assertThat(acquire(leases.of("sleeper, started again"))).isTrue();
    }

    @Test
    void isTakenOverByOneOfTheSameSideButByNobodyThatItsHolderLeftBehind() {
        var holder = leases.of("holder");
        var companion = leases.of("companion");
        var other = leases.of("other");
        var lost = new AtomicInteger();
        assertThat(holder.acquire(leaving("other"), why -> lost.incrementAndGet())
                        .toCompletableFuture()
                        .join())
                .isTrue();

        assertThat(takesOver(other)).as("left behind").isFalse();
        assertThat(acquire(companion)).as("asks for itself").isFalse();
        assertThat(takesOver(companion)).isTrue();

        Eventually.holds("the holder knows", () -> lost.get() == 1);
        assertThat(holder.checkLease()).isFalse();
        assertThat(companion.checkLease()).isTrue();
        assertThat(takesOver(other)).as("left behind by the one before").isFalse();
    }

    private static boolean takesOver(PostgresLease lease) {
        return lease.acquire(new Sides(Set.of("holder", "companion"), Set.of()), why -> {})
                .toCompletableFuture()
                .join();
    }

    private static Sides leaving(String behind) {
        return new Sides(Set.of(), Set.of(behind));
    }

    @Test
    void remembersTheNewestHundredThatWereLeftBehind() {
        var winner = leases.of("winner");

        for (var each = 0; each < 110; each++) {
            assertThat(winner.acquire(leaving("sleeper-" + each), why -> {})
                            .toCompletableFuture()
                            .join())
                    .isTrue();
        }
        assertThat(release(winner)).isTrue();

        assertThat(acquire(leases.of("sleeper-10"))).isFalse();
        assertThat(acquire(leases.of("sleeper-109"))).isFalse();
        assertThat(acquire(leases.of("sleeper-9")))
                .as("forgotten, to stay bounded")
                .isTrue();
    }
}
