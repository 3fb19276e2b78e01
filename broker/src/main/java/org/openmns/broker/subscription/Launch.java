package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;

/** Starts what may start: parked deliveries once their bodies are read again, and none that no longer matches. */
final class Launch {

    private final Matching matching;
    private final Backlog backlog;
    private final Settlement settlement;
    private final CatchUpTurn turn;
    private final List<LoopEffect> effects;

    Launch(Matching matching, Backlog backlog, Settlement settlement, CatchUpTurn turn, List<LoopEffect> effects) {
        this.matching = matching;
        this.backlog = backlog;
        this.settlement = settlement;
        this.turn = turn;
        this.effects = effects;
    }

    void start(Live live, Instant now) {
        var load = new ArrayList<Pending>();
        for (var next = next(live, now); next.isPresent(); next = next(live, now)) {
            if (next.get().event == null) {
                load.add(next.get());
            } else {
                begin(live, next.get(), now);
            }
        }
        if (!load.isEmpty()) {
            effects.add(new Load(offsets(load, false), offsets(load, true)));
        }
    }

    private Optional<Pending> next(Live live, Instant now) {
        if (turn.startableAt(now).isAfter(now)) {
            return Optional.empty();
        }
        var next = settlement.start(live, now);
        next.ifPresent(started -> turn.started());
        return next;
    }

    /** When {@link #start} may start something by time alone. */
    Instant startableAt(Live live, Instant now) {
        var startable = settlement.startableAt(live, now);
        if (startable.isAfter(now)) {
            return startable;
        }
        var allowed = turn.startableAt(now);
        return allowed.isAfter(startable) ? allowed : startable;
    }

    private static Set<Long> offsets(List<Pending> pendings, boolean redriven) {
        return new HashSet<>(pendings.stream()
                .filter(pending -> (pending.origin == Origin.REDRIVE) == redriven)
                .map(pending -> pending.offset)
                .toList());
    }

    private void begin(Live live, Pending pending, Instant now) {
        var event = Objects.requireNonNull(pending.event);
        var criteria = matching.of(live).criteria();
        if (!isKnownToMatch(pending, criteria) && !criteria.matches(event)) {
            settlement.skipped(pending, now);
            return;
        }
        pending.matched = criteria;
        effects.add(LoopEffect.attempt(pending, event));
    }

    /** A cohort may have changed meanwhile though the criteria have not. */
    private static boolean isKnownToMatch(Pending pending, Criteria criteria) {
        return Objects.equals(pending.matched, criteria) && !criteria.namesCohorts();
    }

    /** Bodies of parked deliveries that had become due; those not found any more have expired. */
    void loaded(Live live, Load asked, Map<Long, Event> found, Instant now) {
        for (var offset : asked.all()) {
            var pending = backlog.lanes().find(offset);
            var event = found.get(offset);
            if (pending == null || !pending.inFlight) {
                continue;
            }
            if (event == null) {
                settlement.expired(pending, now);
            } else {
                backlog.unpark(pending, event);
                begin(live, pending, now);
            }
        }
    }

    /** Paused or about to stop meanwhile: they are as due as before. */
    void putBack(Load asked) {
        for (var offset : asked.all()) {
            var pending = backlog.lanes().find(offset);
            if (pending != null && pending.inFlight) {
                backlog.lanes().retry(pending);
            }
        }
    }

    /** They could not be read now; they wait a little. */
    void loadFailed(Load asked, Instant now) {
        asked.all().forEach(offset -> settlement.postpone(offset, now));
    }
}
