package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;

/** How large cohorts may be, and how soon a change of one is everywhere; keys and defaults are in {@code cohort.conf}. */
public record CohortSettings(Limits limits, int memoryPercentMax, Upload upload, Refresh refresh) {

    private static final String PATH = "openmns.cohort";

    public CohortSettings {
        Bounds.within(PATH + ".memory-percent-max", memoryPercentMax, 1, 80);
    }

    static CohortSettings from(Config root) {
        var cohort = new Section(root, PATH);
        return new CohortSettings(
                new Limits(
                        cohort.number("limits.values-max"),
                        cohort.number("limits.values-in-all-max"),
                        cohort.number("limits.values-of-application-max"),
                        cohort.number("limits.cohorts-max"),
                        cohort.number("limits.change-max")),
                cohort.number("memory-percent-max"),
                new Upload(
                        cohort.bytes("upload.bytes-max"),
                        cohort.number("upload.at-once-max"),
                        cohort.duration("upload.timeout"),
                        cohort.duration("upload.answer-timeout")),
                new Refresh(cohort.duration("refresh.timeout"), cohort.duration("refresh.poll-interval")));
    }

    /** How many bytes of a heap of this size all cohorts may take together. */
    public long weightMax(long heapBytes) {
        return heapBytes / 100 * memoryPercentMax;
    }

    /** How many: values in a cohort, in all of them and in those of an application, cohorts of one, values in one change. */
    public record Limits(int valuesMax, int valuesInAllMax, int valuesOfApplicationMax, int cohortsMax, int changeMax) {

        public Limits {
            Bounds.within(PATH + ".limits.values-max", valuesMax, 1, 10_000_000);
            Bounds.within(PATH + ".limits.values-in-all-max", valuesInAllMax, 1, 1_000_000_000);
            Bounds.within(PATH + ".limits.values-of-application-max", valuesOfApplicationMax, 1, 1_000_000_000);
            Bounds.within(PATH + ".limits.cohorts-max", cohortsMax, 1, 1_000_000);
            Bounds.within(PATH + ".limits.change-max", changeMax, 1, 1_000_000);
        }
    }

    /** What one node takes in. {@code answerTimeout} begins when the body has arrived. */
    public record Upload(int bytesMax, int atOnceMax, Duration timeout, Duration answerTimeout) {

        public Upload {
            Bounds.within(PATH + ".upload.bytes-max", bytesMax, 1_024, 1 << 30);
            Bounds.within(PATH + ".upload.at-once-max", atOnceMax, 1, 100);
            Bounds.within(PATH + ".upload.timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(1));
            Bounds.within(
                    PATH + ".upload.answer-timeout", answerTimeout, Duration.ofSeconds(1), Duration.ofSeconds(59));
        }
    }

    /** How soon nodes know of a change that another one has taken. */
    public record Refresh(Duration timeout, Duration pollInterval) {

        public Refresh {
            Bounds.within(PATH + ".refresh.timeout", timeout, Duration.ofMillis(100), Duration.ofSeconds(30));
            Bounds.within(PATH + ".refresh.poll-interval", pollInterval, Duration.ofMillis(100), Duration.ofMinutes(1));
        }
    }
}
