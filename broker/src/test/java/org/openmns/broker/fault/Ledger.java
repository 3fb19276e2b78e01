package org.openmns.broker.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.fault.Timeline.Episode;

/**
 * What one subscription should get and what arrived: finds what is lost, out of order, repeated without a reason, or under
 * way together with another event of its lane.
 */
final class Ledger {

    /** What is kept of a lane to explain a disorder with. */
    private static final int HISTORY_MAX = 24;

    /** More than this explain nothing more. */
    private static final int DISORDER_MAX = 200;

    /**
     * What went wrong, how often what was answered arrived again by the number of the fault that explains it, and how often
     * two processes had one lane under way at once because of one.
     */
    record Verdict(
            long deliveries, List<String> lost, List<String> disorder, Map<Integer, Integer> repeats, long overlaps) {

        int repeatedMax() {
            return repeats.values().stream().mapToInt(each -> each).max().orElse(0);
        }
    }

    /** One request, from its arrival until it is answered or its connection is closed. */
    record Flight(Told told, Incarnation sender, long since) {}

    /** The events of one patient at this subscription; the arrays are by the number of the event. */
    private static final class Lane {
        private final ArrayDeque<String> history = new ArrayDeque<>();
        private final List<Flight> flights = new ArrayList<>();
        private int[] settledAt = new int[16];
        private int[] webhookIds = new int[16];
        private int published;
        private int arrived;

        void room(int number) {
            if (number >= settledAt.length) {
                settledAt = Arrays.copyOf(settledAt, number * 2);
                webhookIds = Arrays.copyOf(webhookIds, number * 2);
            }
        }

        boolean isSettled(int number) {
            return number < settledAt.length && settledAt[number] > 0;
        }

        void note(String what) {
            history.add(what);
            if (history.size() > HISTORY_MAX) {
                history.remove();
            }
        }
    }

    private final Predicate<Told> wanted;
    private final Timeline timeline;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final List<String> disorder = new ArrayList<>();
    private final TreeMap<Integer, Integer> repeats = new TreeMap<>();
    private @Nullable Incarnation lastSender;
    private long deliveries;
    private long outstanding;
    private long arrivals;
    private long overlaps;

    Ledger(Predicate<Told> wanted, Timeline timeline) {
        this.wanted = wanted;
        this.timeline = timeline;
    }

    private Lane lane(Told told) {
        return lanes.computeIfAbsent(told.patient(), patient -> new Lane());
    }

    /** This event, the next of its patient, was answered with 200. */
    synchronized void published(Told told) {
        if (!wanted.test(told)) {
            return;
        }
        var lane = lane(told);
        lane.published = told.number();
        outstanding += lane.isSettled(told.number()) ? 0 : 1;
    }

    /** An attempt for this event has arrived. */
    synchronized Flight arrived(Told told, Incarnation sender, String webhookId) {
        var flight = new Flight(told, sender, timeline.now());
        arrivals++;
        lastSender = sender;
        if (wanted.test(told)) {
            check(flight, lane(told), webhookId.hashCode());
        } else {
            disorder(new Lane(), told.id() + " does not match");
        }
        notifyAll();
        return flight;
    }

    private void check(Flight flight, Lane lane, int webhookId) {
        var number = flight.told().number();
        lane.note(flight.since() + " " + flight.sender() + ": " + number);
        lane.room(number);
        if (lane.isSettled(number)) {
            repeated(flight, lane);
        }
        if (number > lane.arrived) {
            checkOrder(flight, lane);
            lane.arrived = number;
            lane.webhookIds[number] = webhookId;
        } else if (lane.webhookIds[number] != webhookId) {
            disorder(lane, flight.told().id() + " with another webhook-id");
        }
        lane.flights.forEach(other -> checkOverlap(flight, other, lane));
        lane.flights.add(flight);
    }

    /** First attempts start in the order of publishing, each after its forerunner was answered with success. */
    private void checkOrder(Flight flight, Lane lane) {
        var told = flight.told();
        for (var before = lane.arrived + 1; before < told.number(); before++) {
            if (wanted.test(new Told(told.topic(), told.patient(), before))) {
                disorder(lane, told.id() + " before " + before);
            }
        }
        if (lane.arrived > 0 && !lane.isSettled(lane.arrived)) {
            disorder(lane, told.id() + " while " + lane.arrived + " was not answered");
        }
    }

    /** Only a fault may make a node forget that something was answered. */
    private void repeated(Flight flight, Lane lane) {
        var settled = lane.settledAt[flight.told().number()];
        timeline.explains(settled)
                .map(Episode::number)
                .ifPresentOrElse(
                        fault -> repeats.merge(fault, 1, Integer::sum),
                        () -> disorder(
                                lane, flight.told().id() + " again without a fault, was answered at " + settled));
    }

    /**
     * Only a process that does not know what became of the others may send beside one of them. The same event again from the
     * same process is a retry of an attempt whose time was up, when the end of its connection has not been seen here yet.
     */
    private void checkOverlap(Flight flight, Flight other, Lane lane) {
        var sameSender = other.sender().equals(flight.sender());
        if (sameSender && other.told().equals(flight.told())) {
            return;
        }
        if (!sameSender && timeline.cutOff(other.sender().node(), other.since())) {
            overlaps++;
        } else {
            disorder(lane, flight.told().id() + " while " + other + " is under way");
        }
    }

    /** The endpoint answers this attempt with success. */
    synchronized void settled(Flight flight) {
        var number = flight.told().number();
        var lane = lane(flight.told());
        deliveries++;
        if (!lane.isSettled(number)) {
            // What is delivered before its publisher has its answer was not outstanding.
            outstanding -= number <= lane.published ? 1 : 0;
        }
        lane.settledAt[number] = Math.max(1, (int) timeline.now());
        lane.note(timeline.now() + " answered: " + number);
        ended(flight);
        notifyAll();
    }

    /** This attempt is no longer under way: answered, or its connection is closed. */
    @SuppressWarnings(
            "ReferenceEquality") // This very attempt: the same event may be under way twice, by the same sender.
    synchronized void ended(Flight flight) {
        lane(flight.told()).flights.removeIf(each -> each == flight);
    }

    private void disorder(Lane lane, String what) {
        if (disorder.size() < DISORDER_MAX) {
            disorder.add("at " + timeline.now() + " " + what + " " + lane.history);
        }
    }

    synchronized long deliveries() {
        return deliveries;
    }

    synchronized long outstanding() {
        return outstanding;
    }

    /** The process that delivered last. */
    synchronized @Nullable Incarnation lastSender() {
        return lastSender;
    }

    /** Waits until all that was published has been answered. */
    synchronized boolean awaitAll(Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (outstanding > 0 && deadline > System.nanoTime()) {
            wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        return outstanding == 0;
    }

    /** Waits until nothing has arrived for so long. */
    synchronized void awaitQuiet(Duration silence) throws InterruptedException {
        for (var before = -1L; before != arrivals; ) {
            before = arrivals;
            var end = System.nanoTime() + silence.toNanos();
            while (before == arrivals && end > System.nanoTime()) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        }
    }

    /** The judgement on all until now; what is not delivered yet counts as lost. */
    synchronized Verdict verdict(Topic topic) {
        var lost = new ArrayList<String>();
        lanes.forEach((patient, lane) -> {
            for (var number = 1; number <= lane.published; number++) {
                var told = new Told(topic, patient, number);
                if (wanted.test(told) && !lane.isSettled(number)) {
                    lost.add(told.id());
                }
            }
        });
        return new Verdict(deliveries, lost, List.copyOf(disorder), Map.copyOf(repeats), overlaps);
    }
}
