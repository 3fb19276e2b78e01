package org.openmns.catalogue;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a type has come; {@code date} is since when, or from when: what is deprecated names it. */
public record Status(Stage stage, Optional<Instant> date) {

    public static final Status LIVE = new Status(Stage.LIVE, Optional.empty());

    public Status {
        if (stage == Stage.DEPRECATED && date.isEmpty()) {
            throw new IllegalArgumentException("what is deprecated has a date");
        }
    }

    /** From when it is deprecated, where it is. */
    public Optional<Instant> deprecation() {
        return date.filter(at -> stage == Stage.DEPRECATED);
    }

    /** The stages of a type; it is published and followed in each of them. */
    public enum Stage {
        /** May still change in any way. */
        IN_DEVELOPMENT,
        LIVE,
        /** To be used no more; who still does is told so. */
        DEPRECATED;

        /** As it is written, such as {@code in-development}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The stage that is written so, if there is one. */
        public static Optional<Stage> parse(String word) {
            return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
        }
    }
}
