package org.openmns.broker.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was answered with 200: by which door, when, and after how many refusals. */
final class Receipts {

    /** A topic, as it is reached through one door. */
    record Way(int door, Topic topic) {}

    private static final int SURPRISES_MAX = 50;

    private final Timeline timeline;
    private final Collection<Ledger> ledgers;
    private final Silences<Way> ways = new Silences<>();
    private final Silences<Topic> topics = new Silences<>();
    private final Map<String, String> accepted = new HashMap<>();
    private final List<String> surprises = new ArrayList<>();
    private long count;
    private long retried;
    private long retriedOften;
    private long longestMillis;

    Receipts(Timeline timeline, Collection<Ledger> ledgers) {
        this.timeline = timeline;
        this.ledgers = ledgers;
    }

    /** This event was answered with 200 by this door at the last of so many attempts. */
    void accepted(Told told, int door, int attempts) {
        ledgers.forEach(ledger -> ledger.published(told));
        var now = timeline.now();
        ways.heard(new Way(door, told.topic()), now);
        topics.heard(told.topic(), now);
        synchronized (this) {
            count++;
            retried += attempts == 2 ? 1 : 0;
            retriedOften += attempts > 2 ? 1 : 0;
            accepted.put(told.id(), "by door " + door + " at " + now + " after " + attempts);
            notifyAll();
        }
    }

    /** An answer that is neither 200 nor 503. */
    synchronized void surprise(String what) {
        if (surprises.size() < SURPRISES_MAX) {
            surprises.add(what);
        }
    }

    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    synchronized long count() {
        return count;
    }

    /** So long an event took to be accepted, retries included. */
    synchronized void took(long millis) {
        longestMillis = Math.max(longestMillis, millis);
    }

    synchronized long longestMillis() {
        return longestMillis;
    }

    /** Events that were refused once and accepted on the retry. */
    synchronized long retried() {
        return retried;
    }

    /** Events that needed more than one retry. */
    synchronized long retriedOften() {
        return retriedOften;
    }

    /** Who answered this event, and when. */
    synchronized String evidence(String id) {
        return id + " " + accepted.get(id);
    }

    /** When an event was last accepted on its way, and the longest wait since a moment. */
    Silences<Way> ways() {
        return ways;
    }

    /** The same, through whichever door. */
    Silences<Topic> topics() {
        return topics;
    }

    /** Waits until so many events have been answered 200 since the start. */
    synchronized void await(long number, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (count < number) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("accepted only " + count + " of " + number + " within " + atMost);
            }
            wait(left);
        }
    }
}
