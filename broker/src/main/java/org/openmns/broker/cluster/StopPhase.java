package org.openmns.broker.cluster;

import java.util.concurrent.atomic.AtomicReference;

/** How far this node is on its way out; written by the shutdown, read by probes and the API. */
public final class StopPhase {

    private enum Phase {
        SERVING,
        DRAINING,
        CLOSING
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SERVING);

    /** From now on load balancers are told to look elsewhere; requests are still served. */
    public void drain() {
        phase.compareAndSet(Phase.SERVING, Phase.DRAINING);
    }

    /** From now on connections are closed after their next answer. */
    public void close() {
        phase.set(Phase.CLOSING);
    }

    /** Whether this node is on its way out at all. */
    public boolean isDraining() {
        return phase.get() != Phase.SERVING;
    }

    /** Whether connections are being closed. */
    public boolean isClosing() {
        return phase.get() == Phase.CLOSING;
    }
}
