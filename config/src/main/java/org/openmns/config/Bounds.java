package org.openmns.config;

import java.time.Duration;

/** The limits that settings must keep; each refusal names the key and the limit. */
final class Bounds {

    private Bounds() {}

    static void within(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new SettingsException(key, "must be between " + min + " and " + max + ", but is " + value);
        }
    }

    static void within(String key, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new SettingsException(
                    key, "must be between " + text(min) + " and " + text(max) + ", but is " + text(value));
        }
    }

    static void atLeast(String key, long value, String otherKey, long other) {
        if (value < other) {
            throw new SettingsException(key, "must be at least " + otherKey + " (" + other + "), but is " + value);
        }
    }

    /** As an operator would write it: the largest unit that leaves no remainder. */
    private static String text(Duration duration) {
        var millis = duration.toMillis();
        if (millis % 86_400_000 == 0 && millis != 0) {
            return millis / 86_400_000 + " d";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
