package org.openmns.broker.cluster;

import java.util.concurrent.atomic.AtomicReference;

/** Why this node is not in a cluster yet, in words for the operator; whoever decides writes it, whoever waits reads it. */
final class JoinProgress {

    private final AtomicReference<String> reason = new AtomicReference<>("it has not found out about the others yet");

    void is(String sentence) {
        reason.set(sentence);
    }

    String reason() {
        return reason.get();
    }
}
