package org.openmns.broker.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When which fault was, in milliseconds since the start of the test, and what it may explain. */
final class Timeline {

    /** After a fault is over, a node that was cut off or paused may take so long to notice and to end. */
    private static final long AFTERMATH_MILLIS = 20_000;

    /** Outcomes are written down after a second at most; a busy machine may take some more. */
    private static final long UNSAVED_MILLIS = 10_000;

    private final long startNanos = System.nanoTime();
    private final List<Episode> episodes = new ArrayList<>();

    /** One fault: it began, counts as outage from a moment on, and is over. All by the timeline's clock. */
    static final class Episode {
        private final int number;
        private final String kind;
        private final long begin;
        private final Set<Integer> touched = new HashSet<>();
        private final Set<Integer> left = new HashSet<>();
        private volatile long from;
        private volatile long over = Long.MAX_VALUE - AFTERMATH_MILLIS;

        private Episode(int number, String kind, long begin) {
            this.number = number;
            this.kind = kind;
            this.begin = begin;
            this.from = begin;
        }

        int number() {
            return number;
        }

        String kind() {
            return kind;
        }

        /** Recovery counts from here: usually the begin, but nothing recovers before the database is back. */
        long from() {
            return from;
        }

        /** This node is not expected to answer, and what it had in flight may be sent by others as well. */
        void touch(int node) {
            synchronized (touched) {
                touched.add(node);
            }
        }

        /** This node is not expected to answer, but hands over in good order. */
        void leaves(int node) {
            synchronized (touched) {
                left.add(node);
            }
        }

        boolean touches(int node) {
            synchronized (touched) {
                return touched.contains(node);
            }
        }

        /** Whether this node is to answer all the time. */
        boolean spares(int node) {
            synchronized (touched) {
                return !touched.contains(node) && !left.contains(node);
            }
        }

        @Override
        public String toString() {
            return "fault " + number + " (" + kind + ", at " + begin + ")";
        }
    }

    long now() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    synchronized Episode begin(String kind) {
        var episode = new Episode(episodes.size() + 1, kind, now());
        episodes.add(episode);
        return episode;
    }

    /** From now on it is expected that all recovers. */
    void recoverFromNow(Episode episode) {
        episode.from = now();
    }

    void over(Episode episode) {
        episode.over = now();
    }

    /** The last fault that may have made a node forget now what was settled then. */
    synchronized Optional<Episode> explains(long settled) {
        for (var at = episodes.size() - 1; at >= 0; at--) {
            var episode = episodes.get(at);
            if (settled >= episode.begin - UNSAVED_MILLIS && settled <= episode.over + AFTERMATH_MILLIS) {
                return Optional.of(episode);
            }
        }
        return Optional.empty();
    }

    /** Whether this node may have been without the others, or dead, at some time since then, without knowing it. */
    synchronized boolean cutOff(int node, long since) {
        return episodes.stream().anyMatch(each -> each.touches(node) && since <= each.over + AFTERMATH_MILLIS);
    }

    synchronized List<Episode> episodes() {
        return List.copyOf(episodes);
    }
}
