package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How subscriptions deliver to their endpoints; keys and defaults are in {@code delivery.conf}. */
public record DeliverySettings(
        Retries retries, Attempts attempts, Window window, Checkpoint checkpoint, AttemptLog attemptLog) {

    private static final String PATH = "openmns.delivery";
    private static final Duration TICK = Duration.ofMillis(1);

    static DeliverySettings from(Config root) {
        var delivery = new Section(root, PATH);
        return new DeliverySettings(
                Retries.from(delivery),
                Attempts.from(delivery),
                new Window(
                        delivery.number("window.events-max"),
                        delivery.bytes("window.bytes-max"),
                        delivery.number("window.parked-max"),
                        delivery.duration("window.passivate-after"),
                        new CatchUp(
                                delivery.duration("catch-up.behind"),
                                delivery.number("catch-up.busy-percent-max"),
                                delivery.number("catch-up.per-second-min"))),
                new Checkpoint(
                        delivery.number("checkpoint.outcomes-max"),
                        delivery.duration("checkpoint.after"),
                        delivery.duration("checkpoint.idle")),
                new AttemptLog(
                        delivery.choice("attempt-log.keep", AttemptLog.Keep.class),
                        delivery.duration("attempt-log.retention"),
                        delivery.number("attempt-log.queue-max")));
    }

    /** The schedule of a subscription that asks for none of its own; one wait per retry. */
    public record Retries(List<Duration> waits, Duration overallMax, Breaker breaker) {

        public Retries {
            waits = List.copyOf(waits);
            Bounds.within(PATH + ".retries.waits (their number)", waits.size(), 0, 50);
            waits.forEach(wait -> Bounds.within(PATH + ".retries.waits", wait, TICK, Duration.ofDays(30)));
            Bounds.within(PATH + ".retries.overall-max", overallMax, TICK, Duration.ofDays(90));
        }

        private static Retries from(Section delivery) {
            return new Retries(
                    delivery.durations("retries.waits"),
                    delivery.duration("retries.overall-max"),
                    new Breaker(delivery.number("breaker.failures"), delivery.duration("breaker.error-after")));
        }
    }

    /** When an endpoint counts as down, and when its subscription is set to {@code error}. */
    public record Breaker(int failures, Duration errorAfter) {

        public Breaker {
            Bounds.within(PATH + ".breaker.failures", failures, 1, 1_000_000);
            Bounds.within(PATH + ".breaker.error-after", errorAfter, TICK, Duration.ofDays(365));
        }
    }

    /** The limits of delivery attempts. {@code timeout} covers one whole; {@code inFlightMax} is per subscription. */
    public record Attempts(Duration timeout, int inFlightMax, int answerBytesMax, Client client, Guard guard) {

        public Attempts {
            Bounds.within(PATH + ".attempts.timeout", timeout, TICK, Duration.ofMinutes(5));
            Bounds.within(PATH + ".attempts.in-flight-max", inFlightMax, 1, 1_000);
            Bounds.within(PATH + ".attempts.answer-bytes-max", answerBytesMax, 1, 1_024 * 1_024);
        }

        private static Attempts from(Section delivery) {
            return new Attempts(
                    delivery.duration("attempts.timeout"),
                    delivery.number("attempts.in-flight-max"),
                    delivery.bytes("attempts.answer-bytes-max"),
                    Client.from(delivery),
                    new Guard(
                            delivery.flag("guard.allow-loopback"),
                            delivery.flag("guard.allow-http"),
                            delivery.duration("guard.dns-cache"),
                            delivery.texts("guard.allowed-hosts"),
                            EgressProxy.from(delivery)));
        }
    }

    /** The node's client for webhooks; {@code eventLoops} 0 takes as many as there are processors, at least two. */
    public record Client(
            int eventLoops, int attemptsMax, PerHost perHost, Duration connectTimeout, Duration keepAlive) {

        public Client {
            Bounds.within(PATH + ".attempts.event-loops", eventLoops, 0, 1_000);
            Bounds.within(PATH + ".attempts.attempts-max", attemptsMax, 1, 1_000_000);
            Bounds.within(PATH + ".attempts.connect-timeout", connectTimeout, TICK, Duration.ofMinutes(1));
            Bounds.within(PATH + ".attempts.keep-alive", keepAlive, Duration.ofSeconds(1), Duration.ofHours(1));
        }

        private static Client from(Section delivery) {
            return new Client(
                    delivery.number("attempts.event-loops"),
                    delivery.number("attempts.attempts-max"),
                    new PerHost(
                            delivery.number("attempts.connections-per-host-max"),
                            delivery.number("attempts.waiting-per-host-max")),
                    delivery.duration("attempts.connect-timeout"),
                    delivery.duration("attempts.keep-alive"));
        }
    }

    /** Connections of a node to one host, and attempts that may wait for one of them. */
    public record PerHost(int connectionsMax, int waitingMax) {

        public PerHost {
            Bounds.within(PATH + ".attempts.connections-per-host-max", connectionsMax, 1, 10_000);
            Bounds.within(PATH + ".attempts.waiting-per-host-max", waitingMax, 1, 1_000_000);
        }
    }

    /**
     * Where webhooks may go, by which way, and how long a checked address is used before the name is looked up again.
     * {@code allowedHosts} are such as {@code gp-1=*.gp.example}: who is named there may have endpoints nowhere else.
     */
    public record Guard(
            boolean allowLoopback,
            boolean allowHttp,
            Duration dnsCache,
            List<String> allowedHosts,
            Optional<EgressProxy> proxy) {

        private static final Pattern ALLOWED_HOST =
                Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\s*=\\s*(\\*\\.)?[A-Za-z0-9:-][A-Za-z0-9.:-]*");

        public Guard {
            allowedHosts = List.copyOf(allowedHosts);
            if (!allowedHosts.stream()
                    .allMatch(line -> ALLOWED_HOST.matcher(line).matches())) {
                throw new SettingsException(
                        PATH + ".guard.allowed-hosts", "must be a list of application=host or application=*.suffix");
            }
            Bounds.within(PATH + ".guard.dns-cache", dnsCache, Duration.ZERO, Duration.ofHours(1));
            if (proxy.isPresent() && (allowLoopback || allowHttp)) {
                throw new SettingsException(
                        EgressProxy.PATH + ".url",
                        "cannot be used together with guard.allow-loopback or guard.allow-http; set both to false");
            }
        }
    }

    /** What one subscription may hold in memory before it reads the log instead; {@code parkedMax} waits for retries. */
    public record Window(int eventsMax, int bytesMax, int parkedMax, Duration passivateAfter, CatchUp catchUp) {

        public Window {
            Bounds.within(PATH + ".window.events-max", eventsMax, 1, 1_000_000);
            Bounds.within(PATH + ".window.bytes-max", bytesMax, 256 * 1_024, Integer.MAX_VALUE);
            Bounds.within(PATH + ".window.parked-max", parkedMax, 1, 1_000_000);
            Bounds.within(PATH + ".window.passivate-after", passivateAfter, Duration.ofMillis(10), Duration.ofDays(1));
        }
    }

    /** When a subscription counts as far behind, and how far it then gives way to those that are live on the same node. */
    public record CatchUp(Duration behind, int busyPercentMax, int perSecondMin) {

        public CatchUp {
            Bounds.within(PATH + ".catch-up.behind", behind, Duration.ofSeconds(1), Duration.ofDays(365));
            Bounds.within(PATH + ".catch-up.busy-percent-max", busyPercentMax, 1, 100);
            Bounds.within(PATH + ".catch-up.per-second-min", perSecondMin, 1, 1_000_000);
        }
    }

    /** When outcomes are written down: at so many, or after this time, or when nothing has been in flight for a while. */
    public record Checkpoint(int outcomesMax, Duration after, Duration idle) {

        public Checkpoint {
            Bounds.within(PATH + ".checkpoint.outcomes-max", outcomesMax, 1, 10_000);
            Bounds.within(PATH + ".checkpoint.after", after, TICK, Duration.ofMinutes(1));
            Bounds.within(PATH + ".checkpoint.idle", idle, TICK, Duration.ofMinutes(1));
        }
    }

    /** Which attempts are listed for operators, and for how long. */
    public record AttemptLog(Keep keep, Duration retention, int queueMax) {

        public AttemptLog {
            Bounds.within(PATH + ".attempt-log.retention", retention, TICK, Duration.ofDays(3_650));
            Bounds.within(PATH + ".attempt-log.queue-max", queueMax, 1, 1_000_000);
        }

        /** Which attempts are kept. */
        public enum Keep {
            FAILED,
            ALL,
            NONE
        }
    }
}
