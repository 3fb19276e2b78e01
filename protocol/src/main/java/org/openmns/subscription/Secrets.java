package org.openmns.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The signing secrets of a subscription ({@code whsec_…}): the current one, and the one before until it retires. */
public record Secrets(String current, Optional<Retiring> previous) {

    /** How long a rotated secret keeps signing beside its successor. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** A secret that signs until this instant. */
    public record Retiring(String secret, Instant until) {

        @Override
        public String toString() {
            return "Retiring[until=" + until + "]";
        }
    }

    public static Secrets first(String secret) {
        return new Secrets(secret, Optional.empty());
    }

    public Secrets rotated(String next, Instant now) {
        return new Secrets(next, Optional.of(new Retiring(current, now.plus(OVERLAP))));
    }

    /** The secrets that sign a request made now, the current one first. */
    public List<String> signing(Instant now) {
        return previous.filter(retiring -> now.isBefore(retiring.until()))
                .map(retiring -> List.of(current, retiring.secret()))
                .orElseGet(() -> List.of(current));
    }

    @Override
    public String toString() {
        return "Secrets";
    }
}
