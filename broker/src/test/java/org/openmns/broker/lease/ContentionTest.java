package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

/** Many that want one lease; who held it when is written down by the database's clock. */
class ContentionTest {

    private static final int CONTENDERS = 16;
    private static final int TENURES = 20;
    private static final Duration LENGTH_MAX = Duration.ofMinutes(1);

    private final DatabaseLocation location = Postgres.emptyDatabase();
    private final long seed = Long.getLong("openmns.lease.seed", System.nanoTime());

    private final AtomicInteger tenures = new AtomicInteger();

    /** That it was surely held, in microseconds of the database's clock. */
    private record Held(String owner, long from, long to) {}

    @Test
    void neverDoTwoHoldIt() throws SQLException {
        System.out.println("ContentionTest seed=" + seed);
        Database.open(location).close();

        var held = contend();

        assertThat(held).hasSizeGreaterThanOrEqualTo(TENURES);
        assertThat(held.stream().map(Held::owner).distinct().count()).isGreaterThan(2);
        for (var each = 1; each < held.size(); each++) {
            assertThat(held.get(each).from())
                    .as(held.get(each - 1) + " and " + held.get(each))
                    .isGreaterThan(held.get(each - 1).to());
        }
    }

    private List<Held> contend() {
        var threads = Executors.newFixedThreadPool(CONTENDERS);
        var random = new SplittableRandom(seed);
        try (var leases = new Leases(location)) {
            var running = new ArrayList<CompletableFuture<List<Held>>>();
            for (var each = 0; each < CONTENDERS; each++) {
                var contender = new Contender(leases, "contender-" + each, random.split());
                running.add(CompletableFuture.supplyAsync(contender::run, threads));
            }
            return running.stream()
                    .flatMap(each -> each.join().stream())
                    .sorted(Comparator.comparingLong(Held::from))
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks, holds for a while, and then gives it back, or dies and comes back by another name. */
    private final class Contender {

        private final Leases leases;
        private final String name;
        private final SplittableRandom random;
        private final List<Held> held = new ArrayList<>();

        Contender(Leases leases, String name, SplittableRandom random) {
            this.leases = leases;
            this.name = name;
            this.random = random;
        }

        List<Held> run() {
            var until = System.nanoTime() + LENGTH_MAX.toNanos();
            try (var clock = DriverManager.getConnection(location.url(), location.user(), location.password())) {
                for (var life = 0; goesOn(until); life++) {
                    live(leases.of(name + "-" + life), clock, until);
                }
                return held;
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private void live(PostgresLease lease, Connection clock, long until) throws SQLException {
            while (goesOn(until)) {
                if (Leases.acquire(lease)) {
                    hold(lease, clock).ifPresent(this::wasHeld);
                    if (random.nextInt(4) == 0) {
                        lease.close();
                        return;
                    }
                    Leases.release(lease);
                }
            }
        }

        private boolean goesOn(long until) {
            return tenures.get() < TENURES && System.nanoTime() < until;
        }

        private void wasHeld(Held tenure) {
            held.add(tenure);
            tenures.incrementAndGet();
        }

        /** What the clock says before a look that finds the lease still held was a moment at which it was held. */
        private Optional<Held> hold(PostgresLease lease, Connection clock) throws SQLException {
            var from = now(clock);
            var to = from;
            var looks = 1 + random.nextInt(100);
            for (var look = 0; look < looks; look++) {
                var now = now(clock);
                if (!lease.checkLease()) {
                    break;
                }
                to = now;
            }
            return to == from ? Optional.empty() : Optional.of(new Held(name, from, to));
        }

        private long now(Connection clock) throws SQLException {
            try (var statement = clock.createStatement();
                    var result = statement.executeQuery(
                            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
