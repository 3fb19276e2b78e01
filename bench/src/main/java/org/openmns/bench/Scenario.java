package org.openmns.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What is measured: which subscriptions there are, and how events are published. */
enum Scenario {
    /** Each event delivered once, as fast as 64 publishers get their answers. */
    DELIVER(1, 64, 0),
    /** Each event delivered ten times. */
    FANOUT10(10, 64, 0),
    /** A quiet day: what an event waits when nothing is full. */
    LATENCY200(1, 64, 200),
    /** Nobody listens. */
    PUBLISH(0, 64, 0),
    /** Twelve event types of 50 subscriptions each, of which every event matches one: for several nodes to share. */
    SPREAD(1, 64, 0);

    /** How many values {@code versionid} takes. */
    static final int VERSIONS = 50;

    private static final List<String> ONE_TYPE = List.of("pds-change-of-gp-2");

    private static final List<String> TYPES = List.of(
            "pds-change-of-gp-2",
            "pds-death-notification-2",
            "nhs-number-change-2",
            "pds-record-change-2",
            "gpreg-change-gp-req-1",
            "patientflags-change-1",
            "imms-vaccination-record-change-1",
            "nhshco-hc-complete-1",
            "nhshco-hc-complete-1-ack-1",
            "vrs-proxy-role-created-1",
            "vrs-proxy-role-changed-1",
            "vrs-proxy-role-deleted-1");

    private final int deliveriesPerEvent;
    private final int connections;
    private final int ratePerSecond;

    Scenario(int deliveriesPerEvent, int connections, int ratePerSecond) {
        this.deliveriesPerEvent = deliveriesPerEvent;
        this.connections = connections;
        this.ratePerSecond = ratePerSecond;
    }

    int deliveriesPerEvent() {
        return deliveriesPerEvent;
    }

    int connections() {
        return connections;
    }

    /** 0: as fast as answered. */
    int ratePerSecond() {
        return ratePerSecond;
    }

    /** The event types that the generator sends, one after the other. */
    List<String> types() {
        return this == SPREAD ? TYPES : ONE_TYPE;
    }

    /** The criteria of all subscriptions. */
    List<String> criteria() {
        if (this != SPREAD) {
            return Collections.nCopies(deliveriesPerEvent, "eventType='" + ONE_TYPE.get(0) + "'");
        }
        var all = new ArrayList<String>();
        for (var type : TYPES) {
            for (var version = 0; version < VERSIONS; version++) {
                all.add("eventType='" + type + "' AND versionid='" + EventTemplate.version(version) + "'");
            }
        }
        return all;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
