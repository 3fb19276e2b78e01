package org.openmns.bench;

import java.util.Locale;

/** What is measured: how many subscriptions get every event, and how events are published. */
enum Scenario {
    /** Each event delivered once, as fast as 64 publishers get their answers. */
    DELIVER(1, 64, 0),
    /** Each event delivered ten times. */
    FANOUT10(10, 64, 0),
    /** A quiet day: what an event waits when nothing is full. */
    LATENCY200(1, 64, 200),
    /** Nobody listens. */
    PUBLISH(0, 64, 0);

    private final int subscriptions;
    private final int connections;
    private final int ratePerSecond;

    Scenario(int subscriptions, int connections, int ratePerSecond) {
        this.subscriptions = subscriptions;
        this.connections = connections;
        this.ratePerSecond = ratePerSecond;
    }

    int subscriptions() {
        return subscriptions;
    }

    int connections() {
        return connections;
    }

    /** 0: as fast as answered. */
    int ratePerSecond() {
        return ratePerSecond;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
