package org.openmns.broker.delivery;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openmns.access.FairShare;

/**
 * Who of the applications that share some places gets the next one. They take turns, and an eighth of the places is kept from
 * those that have more than their share: where one's all hang, the others' go on. For one thread at a time.
 */
final class Turns<T> {

    /** Where very many take turns, so many of them are looked at; the others' turn comes next time. */
    private static final int LOOKS_MAX = 8;

    private final Limits limits;
    private final FairShare ofActive;
    private final FairShare ofWaiting;
    private final Map<String, Owner<T>> owners = new HashMap<>();

    /** Those that wait, in the order of their turns. */
    private final Map<String, Owner<T>> turns = new LinkedHashMap<>();

    private int active;
    private int waiting;

    Turns(Limits limits) {
        this.limits = limits;
        this.ofActive = mostOf(limits.placesMax());
        this.ofWaiting = mostOf(limits.waitingMax());
    }

    /** How many places there are, how many of them one application may have at most, and how many may wait for one. */
    record Limits(int placesMax, int ownMax, int waitingMax) {}

    private static FairShare mostOf(int max) {
        return new FairShare(max - max / 8);
    }

    /** One application's part. */
    private static final class Owner<T> {
        private final Set<T> waiting = new LinkedHashSet<>();
        private int active;

        T first() {
            var all = waiting.iterator();
            var first = all.next();
            all.remove();
            return first;
        }
    }

    boolean isIdle() {
        return active == 0 && waiting == 0;
    }

    /** Takes a place for this application if it may have one now; {@link #leave} must follow then. */
    boolean enter(String name) {
        var owner = owners.computeIfAbsent(name, first -> new Owner<>());
        var goes = owner.waiting.isEmpty() && mayGo(owner);
        if (goes) {
            go(owner);
        }
        forgetIdle(name, owner);
        return goes;
    }

    /** Has this wait for its application's turn; false where too many wait. */
    boolean await(String name, T one) {
        var owner = owners.computeIfAbsent(name, first -> new Owner<>());
        var waits = mayWait(owner);
        if (waits) {
            owner.waiting.add(one);
            waiting++;
            turns.putIfAbsent(name, owner);
        }
        forgetIdle(name, owner);
        return waits;
    }

    /** This waits no more; false where it did not. */
    boolean giveUp(String name, T one) {
        var owner = owners.get(name);
        if (owner == null || !owner.waiting.remove(one)) {
            return false;
        }
        waiting--;
        if (owner.waiting.isEmpty()) {
            turns.remove(name);
        }
        forgetIdle(name, owner);
        return true;
    }

    /** A place of this application is free: see who is {@link #next}. */
    void leave(String name) {
        var owner = owners.get(name);
        if (owner == null) {
            return;
        }
        active--;
        owner.active--;
        forgetIdle(name, owner);
    }

    /** Who has waited and goes now: its place is taken. */
    Optional<T> next() {
        for (var look = Math.min(LOOKS_MAX, turns.size()); look > 0 && active < limits.placesMax(); look--) {
            var name = turns.keySet().iterator().next();
            var owner = turns.remove(name);
            if (owner == null) {
                continue;
            }
            var goes = mayGo(owner);
            if (!goes || owner.waiting.size() > 1) {
                turns.put(name, owner);
            }
            if (goes) {
                waiting--;
                go(owner);
                return Optional.of(owner.first());
            }
        }
        return Optional.empty();
    }

    private void go(Owner<T> owner) {
        active++;
        owner.active++;
    }

    private boolean mayGo(Owner<T> owner) {
        return active < limits.placesMax()
                && owner.active < limits.ownMax()
                && ofActive.admits(1, owner.active, active, owners.size());
    }

    private boolean mayWait(Owner<T> owner) {
        return waiting < limits.waitingMax() && ofWaiting.admits(1, owner.waiting.size(), waiting, owners.size());
    }

    private void forgetIdle(String name, Owner<T> owner) {
        if (owner.active == 0 && owner.waiting.isEmpty()) {
            owners.remove(name, owner);
        }
    }
}
