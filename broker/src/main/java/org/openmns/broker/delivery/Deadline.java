package org.openmns.broker.delivery;

import io.netty.util.Timeout;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt's time, whatever it is waiting for then: cuts the request under way. Lives on one event loop,
 * and counts its time on the node's one wheel.
 *
 * <p>It must let go of a request whose answer has ended: the connection may already carry the next one.
 */
final class Deadline {

    private final OutboundHttp.Clockwork clockwork;
    private final String owner;
    private final Timeout timeout;
    private @Nullable Runnable waiting;
    private @Nullable HttpClientRequest request;
    private boolean passed;
    private boolean lifted;

    /** Begins now. {@code onPassing} runs on the loop, unless the deadline is lifted before. */
    Deadline(OutboundHttp.Clockwork clockwork, String owner, Duration time, Runnable onPassing) {
        this.clockwork = clockwork;
        this.owner = owner;
        timeout = clockwork
                .wheel()
                .newTimeout(
                        due -> clockwork.loop().runOnContext(nothing -> pass(onPassing)),
                        time.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Where all of the attempt happens. */
    Context loop() {
        return clockwork.loop();
    }

    /** The application in whose name the attempt is made. */
    String owner() {
        return owner;
    }

    /** What the loop that this lives on sends. */
    HostQueues queues() {
        return clockwork.queues();
    }

    /** What to do when time is up before there is a request. */
    void whileWaiting(Runnable givingUp) {
        waiting = givingUp;
    }

    /** Takes charge of this request; false, and the request is cut, where time is up already. */
    boolean covers(HttpClientRequest next) {
        waiting = null;
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
        lifted = true;
        letGo();
        timeout.cancel();
    }

    private void pass(Runnable onPassing) {
        if (!lifted) {
            passed = true;
            onPassing.run();
            if (waiting != null) {
                waiting.run();
            }
            cut();
        }
    }

    private void cut() {
        if (request != null) {
            request.reset();
            letGo();
        }
    }
}
