package org.openmns.broker.delivery;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that look names up. Look-ups block, for seconds where a name server is silent: so applications take {@link Turns},
 * and one whose names are all of that kind has no more than some of the threads.
 */
final class LookUps implements AutoCloseable {

    private static final int UNDER_WAY_MAX = 64;

    /** Enough for the hosts of one that delivers to thousands; the others' are not all taken by it. */
    private static final int OWN_MAX = UNDER_WAY_MAX / 4;

    private static final int WAITING_MAX = 1_000;

    /** How long a thread waits for the next look-up. */
    private static final long IDLE_SECONDS_MAX = 30;

    private final Turns<LookUp> turns = new Turns<>(new Turns.Limits(UNDER_WAY_MAX, OWN_MAX, WAITING_MAX));

    /** Its own queue holds what is about to start; after it is closed what comes is dropped, as what waits. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            UNDER_WAY_MAX,
            UNDER_WAY_MAX,
            IDLE_SECONDS_MAX,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            LookUps::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    LookUps() {
        threads.allowCoreThreadTimeOut(true);
    }

    private record LookUp(String owner, Runnable work) {}

    /**
     * Does this in the name of an application, when it is its turn.
     *
     * @throws RejectedExecutionException where too many wait
     */
    void run(String owner, Runnable work) {
        var lookUp = new LookUp(owner, work);
        if (startsNow(lookUp)) {
            start(lookUp);
        }
    }

    private boolean startsNow(LookUp lookUp) {
        synchronized (turns) {
            if (turns.enter(lookUp.owner())) {
                return true;
            }
            if (!turns.await(lookUp.owner(), lookUp)) {
                throw new RejectedExecutionException();
            }
            return false;
        }
    }

    private void start(LookUp lookUp) {
        try {
            threads.execute(() -> {
                try {
                    lookUp.work().run();
                } finally {
                    done(lookUp);
                }
            });
        } catch (OutOfMemoryError noThread) {
            synchronized (turns) {
                turns.leave(lookUp.owner());
            }
            throw noThread;
        }
    }

    private void done(LookUp lookUp) {
        synchronized (turns) {
            turns.leave(lookUp.owner());
            for (var next = turns.next(); next.isPresent(); next = turns.next()) {
                start(next.get());
            }
        }
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "openmns-name-look-up");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
