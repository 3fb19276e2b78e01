package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openmns.access.FairShare;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * What one event loop sends to one host, for all applications that have endpoints there. They take turns, and an eighth of the
 * places is kept from those that have more than their share: where one's requests all hang, the others' go on.
 */
final class HostQueue {

    /** Where very many take turns, so many of them are looked at; the others' turn comes next time. */
    private static final int LOOKS_MAX = 8;

    private final WebhookSettings.Connections limits;
    private final FairShare ofActive;
    private final FairShare ofWaiting;
    private final Map<String, Owner> owners = new HashMap<>();

    /** Those that wait, in the order of their turns. */
    private final Map<String, Owner> turns = new LinkedHashMap<>();

    private int active;
    private int waiting;
    private boolean lettingIn;

    HostQueue(WebhookSettings.Connections limits) {
        this.limits = limits;
        this.ofActive = mostOf(limits.perHostMax());
        this.ofWaiting = mostOf(limits.waitingPerHostMax());
    }

    private static FairShare mostOf(int max) {
        return new FairShare(max - max / 8);
    }

    /** One application's part. */
    private static final class Owner {
        private final Set<Promise<Void>> waiting = new LinkedHashSet<>();
        private int active;

        Promise<Void> first() {
            var all = waiting.iterator();
            var first = all.next();
            all.remove();
            return first;
        }
    }

    boolean isDone() {
        return active == 0 && waiting == 0 && !lettingIn;
    }

    Future<Void> enter(Deadline deadline) {
        var name = deadline.owner();
        var owner = owners.computeIfAbsent(name, first -> new Owner());
        if (owner.waiting.isEmpty() && mayGo(owner)) {
            go(owner);
            return Future.succeededFuture();
        }
        if (!mayWait(owner)) {
            forgetIdle(name, owner);
            return Future.failedFuture(
                    new AttemptFailure(Verdict.UNMADE, "too many deliveries to this host are waiting"));
        }
        Promise<Void> turn = Promise.promise();
        owner.waiting.add(turn);
        waiting++;
        turns.putIfAbsent(name, owner);
        deadline.whileWaiting(() -> giveUp(name, owner, turn));
        return turn.future();
    }

    /** The request has been answered or has failed: the next one may go. */
    void leave(String name) {
        var owner = owners.get(name);
        if (owner == null) {
            return;
        }
        active--;
        owner.active--;
        forgetIdle(name, owner);
        letIn();
    }

    private void giveUp(String name, Owner owner, Promise<Void> turn) {
        if (owner.waiting.remove(turn)) {
            waiting--;
            if (owner.waiting.isEmpty()) {
                turns.remove(name);
            }
            forgetIdle(name, owner);
            turn.fail(new AttemptFailure(Verdict.RETRY, "timed out"));
        }
    }

    /** One after another, not one within the other: those that fail at once would fill the stack. */
    private void letIn() {
        if (lettingIn) {
            return;
        }
        lettingIn = true;
        for (var next = next(); next.isPresent(); next = next()) {
            waiting--;
            go(next.get());
            next.get().first().complete();
        }
        lettingIn = false;
    }

    private Optional<Owner> next() {
        for (var look = Math.min(LOOKS_MAX, turns.size()); look > 0 && active < limits.perHostMax(); look--) {
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
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    private void go(Owner owner) {
        active++;
        owner.active++;
    }

    private boolean mayGo(Owner owner) {
        return active < limits.perHostMax() && ofActive.admits(1, owner.active, active, owners.size());
    }

    private boolean mayWait(Owner owner) {
        return waiting < limits.waitingPerHostMax()
                && ofWaiting.admits(1, owner.waiting.size(), waiting, owners.size());
    }

    private void forgetIdle(String name, Owner owner) {
        if (owner.active == 0 && owner.waiting.isEmpty()) {
            owners.remove(name, owner);
        }
    }
}
