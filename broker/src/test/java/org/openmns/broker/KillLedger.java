package org.openmns.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * What was published and what arrived where: finds what is lost, out of order or repeated. Events are told apart by patient
 * and by their number within the patient, from 1 on; a life is the time from one start of the node to its end.
 */
final class KillLedger {

    /** One event. */
    record Told(int patient, int number) {

        static Told parse(String id) {
            var parts = id.substring(1).split("-", 2);
            return new Told(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        String id() {
            return "p" + patient + "-" + number;
        }
    }

    /** Which events a subscription should get. */
    interface Wanted {
        boolean matches(Told told);
    }

    /** What went wrong, and how often what was answered arrived again, per life. */
    record Verdict(long deliveries, List<String> lost, List<String> disorder, TreeMap<Integer, Integer> repeats) {}

    /** The events of one patient at one subscription. */
    private static final class Lane {
        final BitSet settled = new BitSet();
        final TreeMap<Integer, Integer> settledInLife = new TreeMap<>();
        final ArrayDeque<String> history = new ArrayDeque<>();
        int arrived;
        int arrivedInLife;
        int life = -1;

        void note(String what) {
            history.add(what);
            if (history.size() > HISTORY_MAX) {
                history.remove();
            }
        }
    }

    /** What is kept of a patient to explain a disorder with. */
    private static final int HISTORY_MAX = 16;

    private final Wanted wanted;
    private final Lane[] lanes;
    private final int[] published;
    private final List<String> disorder = new ArrayList<>();
    private final TreeMap<Integer, Integer> repeats = new TreeMap<>();
    private final long startNanos = System.nanoTime();
    private long deliveries;
    private long outstanding;
    private long arrivals;

    KillLedger(int patients, Wanted wanted) {
        this.wanted = wanted;
        this.published = new int[patients];
        this.lanes = new Lane[patients];
        for (var patient = 0; patient < patients; patient++) {
            lanes[patient] = new Lane();
        }
    }

    /** This event, the next of its patient, was answered with 200. */
    synchronized void published(Told told) {
        published[told.patient()] = told.number();
        if (wanted.matches(told) && !lanes[told.patient()].settled.get(told.number())) {
            outstanding++;
        }
    }

    /** An attempt for this event, made in this life, has arrived. */
    synchronized void arrived(Told told, int life) {
        var lane = lanes[told.patient()];
        arrivals++;
        lane.note("at " + millis() + " in life " + life + ": " + told.number());
        notifyAll();
        if (!wanted.matches(told)) {
            disorder(lane, told.id() + " does not match");
        }
        checkOrder(told, lane, life);
        if (lane.settled.get(told.number())) {
            repeated(told, lane, life);
        }
    }

    private void checkOrder(Told told, Lane lane, int life) {
        if (life == lane.life && told.number() < lane.arrivedInLife) {
            disorder(lane, told.id() + " after " + lane.arrivedInLife + " in life " + life);
        }
        lane.life = life;
        lane.arrivedInLife = told.number();
        for (var before = lane.arrived + 1; before < told.number(); before++) {
            if (wanted.matches(new Told(told.patient(), before))) {
                disorder(lane, told.id() + " before " + before + " in life " + life);
            }
        }
        if (told.number() > lane.arrived) {
            if (lane.arrived > 0 && !lane.settled.get(lane.arrived)) {
                disorder(lane, told.id() + " while " + lane.arrived + " was not answered, in life " + life);
            }
            lane.arrived = told.number();
        }
    }

    /** Only a kill may make the node forget that something was answered. */
    private void repeated(Told told, Lane lane, int life) {
        repeats.merge(life, 1, Integer::sum);
        if (lane.settledInLife.getOrDefault(told.number(), -1) == life) {
            disorder(lane, told.id() + " again without a kill in life " + life);
        }
    }

    /** The endpoint has answered an attempt for this event with success. */
    synchronized void settled(Told told, int life) {
        var lane = lanes[told.patient()];
        deliveries++;
        lane.note("answered at " + millis() + ": " + told.number());
        lane.settledInLife.put(told.number(), life);
        if (!lane.settled.get(told.number())) {
            lane.settled.set(told.number());
            // What is delivered before its publisher has its answer was not outstanding.
            outstanding -= told.number() <= published[told.patient()] ? 1 : 0;
            notifyAll();
        }
    }

    private void disorder(Lane lane, String what) {
        disorder.add(what + " " + lane.history);
    }

    private long millis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    synchronized long arrivals() {
        return arrivals;
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

    synchronized Verdict verdict() {
        var lost = new ArrayList<String>();
        for (var patient = 0; patient < lanes.length; patient++) {
            for (var number = 1; number <= published[patient]; number++) {
                var told = new Told(patient, number);
                if (wanted.matches(told) && !lanes[patient].settled.get(number)) {
                    lost.add(told.id());
                }
            }
        }
        return new Verdict(deliveries, lost, List.copyOf(disorder), new TreeMap<>(repeats));
    }
}
