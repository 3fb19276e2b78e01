package org.openmns.broker.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.coordination.lease.LeaseException;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.LeaseTimeoutException;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.lease.LeaseTable.Claim;
import org.openmns.broker.store.DatabaseLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease in the database: of all that ask for one name, at most one holds it at a time.
 *
 * <p>It expires by the database's clock, a heartbeat-timeout after the database renewed it. The holder counts the same time
 * on its own monotonic clock, and from before it asked: so it stops believing before anybody else can begin. That is a
 * comparison of two numbers, which a process that was paused makes before anything else, however long it was paused.
 *
 * <p>Asks the database on a thread of its own, which ends when there is nothing to renew; never on an actor's.
 */
final class PostgresLease extends Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresLease.class);

    /** Before the database is asked again after it failed to answer: soon, for the lease's life is short. */
    private static final Duration AGAIN = Duration.ofMillis(250);

    /** A thread without work ends after so long; twice the longest heartbeat-interval that is of use. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final int WAITING_MAX = 100;

    private final LeaseSettings settings;
    private final Duration life;
    private final LongSupplier nanoTime;
    private final LeaseTable table;
    private final ThreadPoolExecutor statements;
    private final AtomicReference<@Nullable Tenure> tenure = new AtomicReference<>();

    /**
     * That the lease was held at this moment, taken before the database was asked; and who hears when it is lost. No record,
     * for two are never the same one.
     */
    private static final class Tenure {

        private final long since;
        private final Consumer<Optional<Throwable>> lost;

        Tenure(long since, Consumer<Optional<Throwable>> lost) {
            this.since = since;
            this.lost = lost;
        }
    }

    /** @param settings with an owner's name that no other process has, nor an earlier life of this one */
    PostgresLease(LeaseSettings settings, DatabaseLocation location, LongSupplier nanoTime) {
        this.settings = settings;
        this.life = settings.timeoutSettings().getHeartbeatTimeout();
        this.nanoTime = nanoTime;
        this.table = new LeaseTable(location);
        this.statements = thread(settings.leaseName());
    }

    /** Little waits for it: a request, a renewal, a release. What comes after the end is dropped, and times out. */
    private static ThreadPoolExecutor thread(String leaseName) {
        var one = new ThreadPoolExecutor(
                1,
                1,
                IDLE.toNanos(),
                TimeUnit.NANOSECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                work -> {
                    var thread = new Thread(work, "lease-" + leaseName);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return acquire(why -> {});
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire(Sides.NONE, lost);
    }

    /** As above, for one's side: also from whom is on it, and never again for whom is not. */
    CompletionStage<Boolean> acquire(Sides sides, Consumer<Optional<Throwable>> lost) {
        var operationMax = settings.timeoutSettings().getOperationTimeout();
        var answer = new CompletableFuture<Boolean>();
        CompletableFuture.delayedExecutor(operationMax.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> answer.completeExceptionally(
                        new LeaseTimeoutException("the database did not answer within " + operationMax)));
        statements.execute(() -> take(claim(sides), lost, answer));
        return answer;
    }

    @Override
    public CompletionStage<Boolean> release() {
        tenure.set(null);
        return CompletableFuture.supplyAsync(this::giveBack, statements);
    }

    @Override
    public boolean checkLease() {
        var held = tenure.get();
        return held != null && isValid(held);
    }

    /** Renews no more; others get the lease once it has expired. */
    @Override
    public void close() {
        tenure.set(null);
        statements.execute(() -> {
            table.close();
            statements.shutdown();
        });
    }

    private void take(Claim claim, Consumer<Optional<Throwable>> lost, CompletableFuture<Boolean> answer) {
        if (answer.isDone()) {
            return;
        }
        var next = new Tenure(nanoTime.getAsLong(), lost);
        try {
            if (!table.take(claim)) {
                answer.complete(false);
            } else if (!isValid(next)) {
                // Paused meanwhile, so it may be another one's already.
                take(claim, lost, answer);
            } else {
                hold(next, answer);
            }
        } catch (SQLException failed) {
            log.warn("no answer for the lease {}, asking again: {}", settings.leaseName(), failed.getMessage());
            later(AGAIN, () -> take(claim, lost, answer));
        }
    }

    /** One who was told that it took too long must not hold it. */
    private void hold(Tenure next, CompletableFuture<Boolean> answer) {
        tenure.set(next);
        if (answer.complete(true)) {
            watch(next);
            renewLater(next, settings.timeoutSettings().getHeartbeatInterval());
        } else {
            tenure.set(null);
            giveBack();
        }
    }

    private boolean giveBack() {
        try {
            table.giveBack(settings.leaseName(), settings.ownerName());
            table.close();
            return true;
        } catch (SQLException failed) {
            throw new LeaseException("the lease could not be given back: " + failed.getMessage());
        }
    }

    private void renewLater(Tenure held, Duration wait) {
        later(wait, () -> renew(held));
    }

    private void later(Duration wait, Runnable work) {
        CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, statements)
                .execute(work);
    }

    private void renew(Tenure held) {
        if (tenure.get() != held) {
            return;
        }
        if (!isValid(held)) {
            lose(held, Optional.empty());
            return;
        }
        var next = new Tenure(nanoTime.getAsLong(), held.lost);
        try {
            if (!table.take(claim(Sides.NONE))) {
                lose(held, Optional.of(new LeaseException("another one holds the lease")));
            } else if (isValid(held) && tenure.compareAndSet(held, next)) {
                watch(next);
                renewLater(next, settings.timeoutSettings().getHeartbeatInterval());
            } else {
                lose(held, Optional.empty());
            }
        } catch (SQLException failed) {
            log.warn("cannot renew the lease {}, trying again: {}", settings.leaseName(), failed.getMessage());
            renewLater(held, AGAIN);
        }
    }

    /** On the JDK's thread for such, which waits for no database. */
    private void watch(Tenure held) {
        CompletableFuture.delayedExecutor(life.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> lose(held, Optional.empty()));
    }

    /** Once for each tenure, and not for one that was renewed or given back. */
    private void lose(Tenure held, Optional<Throwable> why) {
        if (tenure.compareAndSet(held, null)) {
            log.warn("lost the lease {}", settings.leaseName());
            held.lost.accept(why);
        }
    }

    private boolean isValid(Tenure held) {
        return nanoTime.getAsLong() - held.since < life.toNanos();
    }

    private Claim claim(Sides sides) {
        return new Claim(settings.leaseName(), settings.ownerName(), life, sides);
    }
}
