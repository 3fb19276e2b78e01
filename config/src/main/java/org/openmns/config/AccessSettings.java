package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who comes in, and by which tokens; keys and defaults are in {@code access.conf}. */
public record AccessSettings(
        Authentication authentication,
        Optional<Operator> operator,
        Lives lives,
        Optional<Issuer> issuer,
        Limits limits) {

    /** Whole path of these settings, for whoever reads the files and has to refuse one. */
    public static final String PATH = "openmns.access";

    /** Whether a request needs a token. */
    public enum Authentication {
        OFF,
        REQUIRED
    }

    /** The operator of the configuration, and the file with its public keys. */
    public record Operator(String id, Path jwksFile) {}

    /** How long tokens and what is given for them are good, how wrong clocks may be, how soon changes are known. */
    public record Lives(Duration token, Duration assertionMax, Duration clockSkew, Duration refresh) {

        public Lives {
            Bounds.within(PATH + ".token-life", token, Duration.ofSeconds(1), Duration.ofHours(1));
            Bounds.within(PATH + ".assertion-life-max", assertionMax, Duration.ofSeconds(1), Duration.ofHours(1));
            Bounds.within(PATH + ".clock-skew", clockSkew, Duration.ZERO, Duration.ofMinutes(5));
            Bounds.within(PATH + ".refresh", refresh, Duration.ofMillis(100), Duration.ofMinutes(1));
        }
    }

    /**
     * Requests that one application may send to one node: so many a second, so many at once, and so many for a token a minute.
     * 0: any number.
     */
    public record Rate(int requestsPerSecond, int burst, int tokensPerMinute) {

        public Rate {
            Bounds.within(PATH + ".requests-per-second-max", requestsPerSecond, 0, 1_000_000);
            Bounds.within(PATH + ".requests-burst-max", burst, 1, 1_000_000);
            Bounds.within(PATH + ".tokens-per-minute-max", tokensPerMinute, 0, 1_000_000);
        }
    }

    /**
     * What one application may have, and how many requests to follow event types are kept of it. {@code subscriptionsMax} 0:
     * any number.
     */
    public record Limits(Rate rate, int subscriptionsMax, int accessRequestsMax, FairShare fairShare) {

        public Limits {
            Bounds.within(PATH + ".subscriptions-max", subscriptionsMax, 0, 10_000_000);
            Bounds.within(PATH + ".approval.requests-max", accessRequestsMax, 1, 10_000);
        }

        private static Limits from(Section access) {
            return new Limits(
                    new Rate(
                            access.number("requests-per-second-max"),
                            access.number("requests-burst-max"),
                            access.number("tokens-per-minute-max")),
                    access.number("subscriptions-max"),
                    access.number("approval.requests-max"),
                    new FairShare(
                            access.number("fair-share.events"),
                            access.number("fair-share.requests"),
                            access.number("fair-share.deliveries"),
                            access.bytes("fair-share.body-bytes")));
        }
    }

    /** How many may be under way on a node until applications get no more than equal shares of them; 0: any number. */
    public record FairShare(int events, int requests, int deliveries, int bodyBytes) {

        public FairShare {
            Bounds.within(PATH + ".fair-share.events", events, 0, 10_000_000);
            Bounds.within(PATH + ".fair-share.requests", requests, 0, 1_000_000);
            Bounds.within(PATH + ".fair-share.deliveries", deliveries, 0, 1_000_000);
            Bounds.within(PATH + ".fair-share.body-bytes", bodyBytes, 0, Integer.MAX_VALUE);
        }
    }

    /** Somebody else's tokens. An empty {@code permissions} claim: permissions are those that are registered here. */
    public record Issuer(String url, String jwksUrl, String audience, Claims claims) {

        /** Which claims hold the application's id and its permissions. */
        public record Claims(String application, Optional<String> permissions) {}
    }

    static AccessSettings from(Config root) {
        var access = new Section(root, PATH);
        return new AccessSettings(
                access.choice("authentication", Authentication.class),
                operator(access),
                new Lives(
                        access.duration("token-life"),
                        access.duration("assertion-life-max"),
                        access.duration("clock-skew"),
                        access.duration("refresh")),
                issuer(access),
                Limits.from(access));
    }

    private static Optional<Operator> operator(Section access) {
        var file = access.text("operator.jwks-file").trim();
        try {
            return file.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Operator(
                            access.text("operator.id"), Path.of(file).toAbsolutePath()));
        } catch (InvalidPathException unusable) {
            throw new SettingsException(PATH + ".operator.jwks-file", "must be a path of this machine, or empty");
        }
    }

    private static Optional<Issuer> issuer(Section access) {
        var url = access.text("issuer.url");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        for (var key : new String[] {"issuer.jwks-url", "issuer.audience", "issuer.application-claim"}) {
            if (access.text(key).isBlank()) {
                throw new SettingsException(PATH + "." + key, "must be given where there is an issuer.url");
            }
        }
        var permissions = access.text("issuer.permissions-claim");
        return Optional.of(new Issuer(
                url,
                access.text("issuer.jwks-url"),
                access.text("issuer.audience"),
                new Issuer.Claims(
                        access.text("issuer.application-claim"),
                        Optional.of(permissions).filter(claim -> !claim.isBlank()))));
    }
}
