package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;

/** How topics write, remember and forget events; keys and defaults are in {@code topic.conf}. */
public record TopicSettings(Batch batch, Tail tail, DuplicateWindow duplicateWindow, Nudge nudge, Log log) {

    private static final String PATH = "openmns.topic";

    static TopicSettings from(Config root) {
        var topic = new Section(root, PATH);
        return new TopicSettings(
                new Batch(
                        topic.number("batch.events-max"),
                        topic.bytes("batch.bytes-max"),
                        topic.number("batch.pending-events-max"),
                        topic.bytes("batch.pending-bytes-max"),
                        topic.duration("batch.publish-timeout")),
                new Tail(topic.number("tail.events-max"), topic.bytes("tail.bytes-max")),
                new DuplicateWindow(topic.number("duplicate-window.events"), topic.duration("duplicate-window.time")),
                new Nudge(topic.duration("nudge.interval"), topic.duration("nudge.lagging-after")),
                new Log(
                        topic.number("log.snapshot-every-rows"),
                        topic.bytes("log.snapshot-every-bytes"),
                        topic.duration("log.retention"),
                        topic.duration("log.retention-interval")));
    }

    /** How many events one journal row may take, and how many may wait for the next one on this node. */
    public record Batch(
            int eventsMax, int bytesMax, int pendingEventsMax, int pendingBytesMax, Duration publishTimeout) {

        public Batch {
            // An offset has 16 bits for the place in the row; a row must fit one message between nodes.
            Bounds.within(PATH + ".batch.events-max", eventsMax, 1, 1_000);
            Bounds.within(PATH + ".batch.bytes-max", bytesMax, 1_024, 1_024 * 1_024);
            Bounds.within(PATH + ".batch.pending-events-max", pendingEventsMax, 1, 10_000_000);
            Bounds.atLeast(PATH + ".batch.pending-bytes-max", pendingBytesMax, PATH + ".batch.bytes-max", bytesMax);
            Bounds.within(
                    PATH + ".batch.publish-timeout", publishTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        }
    }

    /** The newest events that a topic keeps in memory, so that a subscription close behind need not read the journal. */
    public record Tail(int eventsMax, int bytesMax) {

        public Tail {
            Bounds.within(PATH + ".tail.events-max", eventsMax, 0, 1_000_000);
            Bounds.within(PATH + ".tail.bytes-max", bytesMax, 0, Integer.MAX_VALUE);
        }
    }

    /** How far back a second publication of the same event is noticed: so many events, and never less than this time. */
    public record DuplicateWindow(int events, Duration time) {

        public DuplicateWindow {
            Bounds.within(PATH + ".duplicate-window.events", events, 0, 100_000_000);
            Bounds.within(PATH + ".duplicate-window.time", time, Duration.ZERO, Duration.ofDays(1));
        }
    }

    /** When a topic reminds a silent subscription, and when it counts one as lagging. */
    public record Nudge(Duration interval, Duration laggingAfter) {

        public Nudge {
            Bounds.within(PATH + ".nudge.interval", interval, Duration.ofMillis(10), Duration.ofHours(1));
            Bounds.within(PATH + ".nudge.lagging-after", laggingAfter, Duration.ofMillis(10), Duration.ofDays(1));
        }
    }

    /** How the log is kept: a snapshot every so many rows or bytes of events, and rows until they are this old. */
    public record Log(int snapshotEveryRows, int snapshotEveryBytes, Duration retention, Duration retentionInterval) {

        public Log {
            Bounds.within(PATH + ".log.snapshot-every-rows", snapshotEveryRows, 1, 1_000_000);
            Bounds.within(PATH + ".log.snapshot-every-bytes", snapshotEveryBytes, 1_024, Integer.MAX_VALUE);
            Bounds.within(PATH + ".log.retention", retention, Duration.ofSeconds(1), Duration.ofDays(3_650));
            Bounds.within(
                    PATH + ".log.retention-interval", retentionInterval, Duration.ofMillis(100), Duration.ofDays(1));
        }
    }
}
