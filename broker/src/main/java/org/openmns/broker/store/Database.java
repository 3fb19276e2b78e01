package org.openmns.broker.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database: a small pool of connections, and the few threads that may block on them.
 *
 * <p>Opened before the actor system, whose journal opens the same H2 file in the same process by the same URL, and closed
 * after it: closing shuts an embedded database for everybody.
 */
public final class Database implements AutoCloseable {

    /** Statements that run at once; the rest waits in the queue. */
    static final int THREADS = 4;

    /** One for each thread, and one each for the attempt log, retention and heartbeats, which have threads of their own. */
    static final int CONNECTIONS_MAX = THREADS + 3;

    /** Work that may wait for a thread; beyond it callers are turned down at once. */
    static final int QUEUE_MAX = 10_000;

    /** How long closing waits for what runs, and then for the file: together below five seconds. */
    static final Duration DRAIN_WAIT_MAX = Duration.ofMillis(1_500);

    static final Duration SHUTDOWN_WAIT_MAX = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final DatabaseLocation location;
    private final HikariDataSource connections;
    private final Jdbi jdbi;
    private final ThreadPoolExecutor executor;

    private Database(DatabaseLocation location, HikariDataSource connections) {
        this.location = location;
        this.connections = connections;
        this.jdbi = Jdbi.create(connections);
        // The default renders bound values into the message, and those may be about a patient.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        this.executor = threads();
    }

    /**
     * Opens the database, creating it where there is none, and brings its schema up to date.
     *
     * @throws DatabaseUnavailable with a sentence for the operator
     */
    public static Database open(DatabaseLocation location) {
        location.file().ifPresent(OpeningFailure::checkDirectory);
        try (var first = DriverManager.getConnection(location.url(), location.user(), location.password())) {
            return open(location, first);
        } catch (DatabaseUnavailable e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw OpeningFailure.explain(location, e);
        }
    }

    /** The first connection tells at once what is wrong, and keeps an embedded database open until the pool holds it. */
    private static Database open(DatabaseLocation location, Connection first) throws SQLException {
        if (first.isReadOnly()) {
            throw new DatabaseUnavailable("The database " + location + " cannot be written.");
        }
        if (location.isPostgresql()) {
            PostgresFailure.check(location, first);
        }
        var connections = Pool.open(location, "database", CONNECTIONS_MAX);
        try {
            Migrations.run(location);
            return new Database(location, connections);
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /** Does this work on a thread of the database; fails at once where too much waits already. */
    public <T> CompletionStage<T> run(Function<Handle, T> work) {
        return submit(() -> now(work));
    }

    /** Does this work, which asks the database by itself, on a thread of the database. */
    public <T> CompletionStage<T> submit(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Does this work on the calling thread, which blocks: for the start, and for threads that may. */
    public <T> T now(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /** Where this database is. */
    public DatabaseLocation location() {
        return location;
    }

    /** Finishes what runs, drops what waits, and closes; never takes more than five seconds. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(DRAIN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
            shutDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * On a thread of its own, for it may take longer than we wait: H2 tidies its file up on closing. To leave amid that is
     * safe, all that was committed is in the file.
     */
    private void shutDown() throws InterruptedException {
        var closing = new Thread(this::closeConnections, "database-close");
        closing.setDaemon(true);
        closing.start();
        closing.join(SHUTDOWN_WAIT_MAX.toMillis());
        if (closing.isAlive()) {
            log.warn("the database takes longer than {} to close; leaving it", SHUTDOWN_WAIT_MAX);
        }
    }

    private void closeConnections() {
        if (location.file().isPresent() && !connections.isClosed()) {
            try (var connection = connections.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException e) {
                log.debug("the database was closed already", e);
            }
        }
        connections.close();
    }

    private static ThreadPoolExecutor threads() {
        var count = new AtomicInteger();
        return new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_MAX), work -> {
                    var thread = new Thread(work, "database-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
