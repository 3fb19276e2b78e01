package org.openmns.broker.lease;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.openmns.broker.store.DatabaseLocation;

/** Leases for tests, short-lived ones, which end with the test. */
final class Leases implements AutoCloseable {

    static final String NAME = "a-lease";
    static final Duration LIFE = Duration.ofSeconds(1);

    private final List<PostgresLease> open = new ArrayList<>();
    private final DatabaseLocation location;

    Leases(DatabaseLocation location) {
        this.location = location;
    }

    static LeaseSettings settings(String owner, Duration life) {
        return LeaseSettings.apply(
                ConfigFactory.parseMap(Map.of(
                        "heartbeat-timeout",
                        life,
                        "heartbeat-interval",
                        life.dividedBy(5),
                        "lease-operation-timeout",
                        "5 s")),
                NAME,
                owner);
    }

    PostgresLease of(String owner) {
        return of(owner, location, System::nanoTime);
    }

    PostgresLease of(String owner, LongSupplier nanoTime) {
        return of(owner, location, nanoTime);
    }

    PostgresLease of(String owner, DatabaseLocation at) {
        return of(owner, at, System::nanoTime);
    }

    private synchronized PostgresLease of(String owner, DatabaseLocation at, LongSupplier nanoTime) {
        var lease = new PostgresLease(settings(owner, LIFE), at, nanoTime);
        open.add(lease);
        return lease;
    }

    static boolean acquire(PostgresLease lease) {
        return lease.acquire().toCompletableFuture().join();
    }

    static boolean release(PostgresLease lease) {
        return lease.release().toCompletableFuture().join();
    }

    @Override
    public synchronized void close() {
        open.forEach(PostgresLease::close);
    }
}
