package org.openmns.broker.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt's time, whatever it is waiting for then: cuts the request under way. Lives on one event loop.
 *
 * <p>It must let go of a request whose answer has ended: the connection may already carry the next one.
 */
final class Deadline {

    private final Vertx vertx;
    private final long endsAtNanos;
    private final long timer;
    private @Nullable HttpClientRequest request;
    private boolean passed;

    Deadline(Vertx vertx, Duration timeout, Runnable onPassing) {
        this.vertx = vertx;
        this.endsAtNanos = System.nanoTime() + timeout.toNanos();
        this.timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> pass(onPassing));
    }

    /** Time left, at least a millisecond: nought would mean no limit to the HTTP client. */
    long remainingMillis() {
        return Math.max(1, (endsAtNanos - System.nanoTime()) / 1_000_000);
    }

    /** Takes charge of this request; false, and the request is cut, where time is up already. */
    boolean covers(HttpClientRequest next) {
        request = next;
        if (passed) {
            cut();
        }
        return !passed;
    }

    boolean passed() {
        return passed;
    }

    /** The answer has ended or failed; time runs on. */
    void letGo() {
        request = null;
    }

    /** All is done. */
    void lift() {
        letGo();
        vertx.cancelTimer(timer);
    }

    private void pass(Runnable onPassing) {
        passed = true;
        onPassing.run();
        cut();
    }

    private void cut() {
        if (request != null) {
            request.reset();
            letGo();
        }
    }
}
