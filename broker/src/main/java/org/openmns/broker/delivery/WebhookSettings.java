package org.openmns.broker.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.openmns.config.EgressProxy;
import org.openmns.config.HandshakeSettings.PerHost;

/**
 * What an operator sets about webhooks. {@code trustedCertificates} is a PEM file of the only authorities to trust, instead of
 * the JVM's own.
 */
public record WebhookSettings(
        Egress egress, Optional<Path> trustedCertificates, int eventLoops, Limits limits, Connections connections) {

    public WebhookSettings {
        atLeastOne(eventLoops, "eventLoops");
    }

    /** With the usual way out; in the sandbox also to this machine, and in plain text. */
    public WebhookSettings(
            boolean sandbox,
            Optional<Path> trustedCertificates,
            int eventLoops,
            Limits limits,
            Connections connections) {
        this(
                new Egress(sandbox, sandbox, DNS_CACHE, Optional.empty()),
                trustedCertificates,
                eventLoops,
                limits,
                connections);
    }

    private static final Duration DNS_CACHE = Duration.ofSeconds(30);

    /**
     * The way out. {@code allowLoopback} lets requests reach this machine and {@code allowHttp} lets them go in plain text, both
     * for the sandbox; addresses are looked up again after {@code dnsCache}. A proxy would be told the name of whom plain text
     * goes to, and look it up itself: through one goes https only.
     */
    public record Egress(boolean allowLoopback, boolean allowHttp, Duration dnsCache, Optional<EgressProxy> proxy) {

        public Egress {
            if (allowHttp && proxy.isPresent()) {
                throw new IllegalArgumentException("allowHttp with a proxy");
            }
        }
    }

    /**
     * How much one attempt may take, and how many may be under way on this node; from {@code attemptsShared} on applications
     * get no more than equal shares. {@code handshakes} are those with a host that agrees to none.
     */
    public record Limits(
            int attemptsMax, int attemptsShared, int answerBytesMax, int hydrationBytesMax, PerHost handshakes) {

        private static final PerHost HANDSHAKES = new PerHost(10, 20);

        /** With the usual number of handshakes. */
        public Limits(int attemptsMax, int attemptsShared, int answerBytesMax, int hydrationBytesMax) {
            this(attemptsMax, attemptsShared, answerBytesMax, hydrationBytesMax, HANDSHAKES);
        }

        public Limits {
            atLeastOne(attemptsMax, "attemptsMax");
            atLeastOne(answerBytesMax, "answerBytesMax");
            atLeastOne(hydrationBytesMax, "hydrationBytesMax");
        }
    }

    /**
     * Connections to one host: how many, how many attempts may wait for one, and how long an idle one is kept.
     * {@code connectTimeout} covers connecting, and then once more the TLS handshake.
     */
    public record Connections(int perHostMax, int waitingPerHostMax, Duration connectTimeout, Duration keepAlive) {

        public Connections {
            atLeastOne(perHostMax, "perHostMax");
            atLeastOne(waitingPerHostMax, "waitingPerHostMax");
        }
    }

    /** For production, trusting what the JVM trusts. */
    public static WebhookSettings defaults() {
        return new WebhookSettings(
                false,
                Optional.empty(),
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                new Limits(20_000, 10_000, 16 * 1024, 1024 * 1024),
                // Many servers drop an idle connection after 5 s; sending on one at that moment would fail an attempt.
                new Connections(128, 10_000, Duration.ofSeconds(5), Duration.ofSeconds(4)));
    }

    private static void atLeastOne(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1");
        }
    }
}
