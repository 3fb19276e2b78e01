package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;

/** What the API accepts from clients and how long it waits; keys and defaults are in {@code http.conf}. */
public record HttpSettings(Bodies bodies, Waits waits, Connections connections, int inboxMessagesMax) {

    private static final String PATH = "openmns.http";

    public HttpSettings {
        Bounds.within(PATH + ".inbox-messages-max", inboxMessagesMax, 1, 100_000);
    }

    static HttpSettings from(Config root) {
        var http = new Section(root, PATH);
        return new HttpSettings(
                new Bodies(
                        http.bytes("event-bytes-max"),
                        http.bytes("batch-bytes-max"),
                        http.bytes("body-bytes-max"),
                        http.duration("body-timeout")),
                new Waits(
                        http.duration("ask-timeout"),
                        http.duration("retry-after"),
                        http.duration("drain-delay"),
                        http.duration("stop-timeout")),
                new Connections(
                        http.number("connections-max"),
                        http.number("connections-per-address-max"),
                        http.duration("head-timeout")),
                http.number("inbox-messages-max"));
    }

    /** How large a request may be, and how long it may take to arrive. {@code bodyBytesMax}: all but events. */
    public record Bodies(int eventBytesMax, int batchBytesMax, int bodyBytesMax, Duration bodyTimeout) {

        public Bodies {
            // Above 256 KiB an event would not fit one message between nodes.
            Bounds.within(PATH + ".event-bytes-max", eventBytesMax, 1_024, 256 * 1_024);
            Bounds.within(PATH + ".batch-bytes-max", batchBytesMax, 1_024, 1_024 * 1_024);
            Bounds.atLeast(PATH + ".batch-bytes-max", batchBytesMax, PATH + ".event-bytes-max", eventBytesMax);
            Bounds.within(PATH + ".body-bytes-max", bodyBytesMax, 1_024, 1_024 * 1_024);
            Bounds.within(PATH + ".body-timeout", bodyTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        }
    }

    /**
     * How long a request waits for its answer, and what a client that is sent away is told to wait; and how long a node that
     * stops serves on, and then finishes.
     */
    public record Waits(Duration askTimeout, Duration retryAfter, Duration drainDelay, Duration stopTimeout) {

        public Waits {
            Bounds.within(PATH + ".ask-timeout", askTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
            Bounds.within(PATH + ".retry-after", retryAfter, Duration.ofSeconds(1), Duration.ofHours(1));
            // With all else that a stop does they stay within the minute that a supervisor gives.
            Bounds.within(PATH + ".drain-delay", drainDelay, Duration.ZERO, Duration.ofSeconds(10));
            Bounds.within(PATH + ".stop-timeout", stopTimeout, Duration.ofMillis(100), Duration.ofSeconds(10));
        }
    }

    /**
     * How many connections may be open, in all and from one address (0: as many as in all), and how long the head of a
     * request may take to arrive.
     */
    public record Connections(int max, int perAddressMax, Duration headTimeout) {

        public Connections {
            Bounds.within(PATH + ".connections-max", max, 16, 100_000);
            Bounds.within(PATH + ".connections-per-address-max", perAddressMax, 0, 100_000);
            Bounds.within(PATH + ".head-timeout", headTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        }
    }
}
