package org.openmns.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.SubscriptionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of delivery attempts, never in the way of a delivery: offered to a bounded queue, written in batches by one
 * thread. What does not fit, or cannot be written, is dropped and counted.
 */
public final class Attempts implements AutoCloseable {

    /** Attempts that may wait to be written: seconds of work for the writer. */
    static final int QUEUE_MAX = 10_000;

    /** Rows of one transaction, and the longest that the first of them waits for the others. */
    static final int BATCH_MAX = 500;

    static final Duration BATCH_WAIT_MAX = Duration.ofMillis(250);

    /** Most that one listing holds, whatever the caller asks for. */
    static final int LIST_MAX = 1_000;

    /** Rows that one transaction of retention deletes. */
    static final int DELETE_MAX = 2_000;

    /** How long closing waits for the queue to be written. */
    static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final Database database;
    private final Policy policy;
    private final BlockingQueue<AttemptRecord> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer = new Thread(this::write, "attempt-log");
    private volatile boolean closing;

    /** Which attempts are kept. */
    public enum Policy {
        FAILED,
        ALL,
        NONE;

        boolean keeps(AttemptRecord attempt) {
            return this == ALL || (this == FAILED && !attempt.result().delivered());
        }
    }

    /** With at most {@code queueMax} attempts that wait to be written; more are dropped and counted. */
    public Attempts(Database database, Policy policy, int queueMax) {
        this.database = database;
        this.policy = policy;
        this.queue = new ArrayBlockingQueue<>(queueMax);
        writer.setDaemon(true);
        writer.start();
    }

    /** With the usual bound. */
    public Attempts(Database database, Policy policy) {
        this(database, policy, QUEUE_MAX);
    }

    /** Keeps this attempt if the policy says so; never blocks. */
    public void offer(AttemptRecord attempt) {
        if (policy.keeps(attempt) && (closing || !queue.offer(attempt))) {
            dropped.increment();
        }
    }

    /** How many attempts should have been kept and were not. */
    public long dropped() {
        return dropped.sum();
    }

    /** The subscription's attempts, latest first. */
    public CompletionStage<List<AttemptRecord>> list(SubscriptionId subscription, int max) {
        return database.run(handle -> AttemptTable.list(handle, subscription, Math.min(max, LIST_MAX)));
    }

    /** Deletes attempts made before this, in small transactions on the calling thread, which blocks; says how many. */
    public long deleteBefore(Instant before) {
        return inChunks(() -> database.now(handle -> AttemptTable.deleteOldest(handle, before, DELETE_MAX)));
    }

    /** Deletes the oldest attempts beyond so many, as {@link #deleteBefore} does. */
    public long deleteBeyond(long rowsMax) {
        return inChunks(() -> database.now(handle -> AttemptTable.deleteBeyond(handle, rowsMax, DELETE_MAX)));
    }

    /** Writes what waits, then stops; what takes longer than the limit may be lost when the database closes. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(CLOSE_WAIT_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isWriting() {
        return writer.isAlive();
    }

    private void write() {
        var batch = new ArrayList<AttemptRecord>(BATCH_MAX);
        while (!closing || !queue.isEmpty()) {
            try {
                gather(batch);
            } catch (InterruptedException e) {
                return;
            }
            if (!batch.isEmpty()) {
                insert(batch);
                batch.clear();
            }
        }
    }

    private void gather(List<AttemptRecord> batch) throws InterruptedException {
        var deadline = System.nanoTime() + BATCH_WAIT_MAX.toNanos();
        while (batch.size() < BATCH_MAX) {
            queue.drainTo(batch, BATCH_MAX - batch.size());
            var wait = closing ? 0 : deadline - System.nanoTime();
            var next = batch.size() < BATCH_MAX && wait > 0 ? queue.poll(wait, TimeUnit.NANOSECONDS) : null;
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    private void insert(List<AttemptRecord> batch) {
        try {
            database.now(handle -> handle.inTransaction(transaction -> AttemptTable.insert(transaction, batch)));
        } catch (RuntimeException e) {
            // The one place where going on is right: deliveries matter, their log may have holes, and holes are
            // counted.
            dropped.add(batch.size());
            log.warn("{} delivery attempts could not be logged: {}", batch.size(), e.toString());
        }
    }

    private static long inChunks(IntSupplier chunk) {
        var deleted = 0L;
        int more;
        do {
            more = chunk.getAsInt();
            deleted += more;
        } while (more >= DELETE_MAX);
        return deleted;
    }
}
