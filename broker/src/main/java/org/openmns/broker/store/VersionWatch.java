package org.openmns.broker.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has something read at the start, after each change of this node at once, and after those of others when the version in the
 * database has risen. One thread reads, so that of two readings the later one stays.
 */
public final class VersionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VersionWatch.class);

    private final AccessVersion version;
    private final String what;
    private final Runnable read;
    private final ScheduledThreadPoolExecutor thread;
    private long seen = -1;
    private boolean silent;

    /** {@code what} is read, in one word. */
    public VersionWatch(AccessVersion version, String what, Runnable read) {
        this.version = version;
        this.what = what;
        this.read = read;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = new Thread(work, what);
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Reads; then looks for changes so often. */
    public void open(Duration interval) {
        refresh().toCompletableFuture().join();
        var unused = thread.scheduleWithFixedDelay(
                this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes when all was read that is in the database now. */
    public CompletionStage<Void> refresh() {
        return CompletableFuture.runAsync(this::read, thread);
    }

    /** The version first: what changes while all is read is then read again. */
    private void read() {
        var now = version.read().toCompletableFuture().join();
        read.run();
        seen = now;
    }

    /** A database that is away is looked at again the next time; it is said once. */
    private void poll() {
        try {
            if (version.read().toCompletableFuture().join() != seen) {
                read();
            }
            silent = false;
        } catch (RuntimeException failed) {
            if (!silent) {
                LOG.warn("cannot look for changed {} now", what);
            }
            silent = true;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
