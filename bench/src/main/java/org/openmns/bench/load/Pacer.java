package org.openmns.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openmns.bench.event.Clock;
import org.openmns.bench.wire.EventLoop;

/** Wakes the loop when an event is due: a selector's own time-out is a whole millisecond, a fifth of what is measured. */
final class Pacer {

    /** At higher rates several events are due at once: waking costs more than an event does. */
    private static final int WAKES_PER_SECOND_MAX = 1_000;

    private final EventLoop loop;
    private final int perSecond;
    private final Runnable due;
    private volatile boolean closed;

    private Pacer(EventLoop loop, int perSecond, Runnable due) {
        this.loop = loop;
        this.perSecond = Math.min(perSecond, WAKES_PER_SECOND_MAX);
        this.due = due;
    }

    /** From this time on, so many times a second until it is closed. */
    static Pacer start(EventLoop loop, long startMicros, int perSecond, Runnable due) {
        var pacer = new Pacer(loop, perSecond, due);
        var thread = new Thread(() -> pacer.run(startMicros), "pacer");
        thread.setDaemon(true);
        thread.start();
        return pacer;
    }

    void close() {
        closed = true;
    }

    /** By the clock that says what is due: two clocks of one machine drift apart by milliseconds in a minute. */
    private void run(long startMicros) {
        for (var wake = 0L; !closed; wake++) {
            var at = startMicros + wake * 1_000_000 / perSecond;
            for (var wait = at - Clock.micros(); wait > 0 && !closed; wait = at - Clock.micros()) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(wait));
            }
            loop.execute(due);
        }
    }
}
