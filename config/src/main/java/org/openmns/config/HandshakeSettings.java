package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;

/**
 * Whether endpoints are asked before they are delivered to; keys and defaults are in {@code delivery.conf}.
 *
 * @param waits after each time that one did not agree
 * @param callbackLife how long it may agree later
 */
public record HandshakeSettings(Mode mode, List<Duration> waits, Duration callbackLife, PerHost perHost) {

    private static final String PATH = "openmns.delivery.handshake";

    /** What a handshake decides. */
    public enum Mode {
        /** None is made. */
        OFF,
        /** Nothing: it is made once, and what came of it is noted. */
        LENIENT,
        /** Whether anything is delivered at all. */
        STRICT
    }

    /** How often a node asks one host that has not agreed to anything lately: so many times a second, and a burst at once. */
    public record PerHost(int perSecondMax, int burstMax) {

        public PerHost {
            Bounds.within(PATH + ".host-per-second-max", perSecondMax, 1, 1_000_000);
            Bounds.within(PATH + ".host-burst-max", burstMax, 1, 1_000_000);
        }
    }

    public HandshakeSettings {
        waits = List.copyOf(waits);
        Bounds.within(PATH + ".waits (their number)", waits.size(), 0, 50);
        waits.forEach(wait -> Bounds.within(PATH + ".waits", wait, Duration.ofMillis(1), Duration.ofDays(30)));
        Bounds.within(PATH + ".callback-life", callbackLife, Duration.ofSeconds(1), Duration.ofDays(30));
    }

    static HandshakeSettings from(Config root) {
        var handshake = new Section(root, PATH);
        return new HandshakeSettings(
                handshake.choice("mode", Mode.class),
                handshake.durations("waits"),
                handshake.duration("callback-life"),
                new PerHost(handshake.number("host-per-second-max"), handshake.number("host-burst-max")));
    }
}
