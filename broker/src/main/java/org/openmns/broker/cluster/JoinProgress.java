package org.openmns.broker.cluster;

/** Why this node is not in a cluster yet, in words for the operator; whoever decides writes it, whoever waits reads it. */
final class JoinProgress {

    private volatile String reason = "it has not found out about the others yet";

    void is(String sentence) {
        reason = sentence;
    }

    String reason() {
        return reason;
    }
}
