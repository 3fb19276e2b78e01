package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** Watches a simulated world from outside and holds it to the invariants of the delivery protocol. */
final class Ledger {

    /** What one subscription is owed and has got. */
    private static final class Account {
        /** Owed and not settled. */
        final TreeMap<Long, Event> open = new TreeMap<>();

        /** Dead letters that are to be delivered again. */
        final Map<Long, Event> redriven = new HashMap<>();

        final Set<Long> owed = new HashSet<>();
        final Set<Long> arrived = new HashSet<>();
        final Map<String, Long> inFlight = new HashMap<>();
        final Map<String, Long> lastStarted = new HashMap<>();
        final Set<Long> succeeded = new HashSet<>();
        final Set<Long> writtenDown = new HashSet<>();

        /** By replay or redrive: then events come again, and not in the order of their offsets. */
        boolean goesBack;
    }

    private final Map<SubscriptionId, Account> accounts = new HashMap<>();
    private final Set<EventId> accepted = new HashSet<>();
    private final Set<EventId> logged = new HashSet<>();
    private int repeats;

    int repeats() {
        return repeats;
    }

    int deliveries() {
        return accounts.values().stream()
                .mapToInt(account -> account.arrived.size())
                .sum();
    }

    void accepted(List<Event> batch) {
        batch.forEach(event -> accepted.add(event.id()));
    }

    boolean isAccepted(List<Event> batch) {
        return batch.stream().allMatch(event -> accepted.contains(event.id()));
    }

    void written(List<Occurrence> row, Map<SubscriptionId, Criteria> matching) {
        for (var occurrence : row) {
            assertThat(logged.add(occurrence.event().id()))
                    .as("an event is in the log once")
                    .isTrue();
            matching.forEach((id, criteria) -> {
                if (criteria.matches(occurrence.event())) {
                    account(id).open.put(occurrence.offset(), occurrence.event());
                    account(id).owed.add(occurrence.offset());
                }
            });
        }
    }

    void changed(SubscriptionId id, Criteria criteria) {
        account(id).open.values().removeIf(event -> !criteria.matches(event));
        account(id).redriven.values().removeIf(event -> !criteria.matches(event));
    }

    void replays(SubscriptionId id) {
        account(id).goesBack = true;
    }

    void redriven(SubscriptionId id, Criteria criteria, List<Occurrence> letters) {
        account(id).goesBack = true;
        letters.stream()
                .filter(letter -> criteria.matches(letter.event()))
                .forEach(letter -> account(id).redriven.put(letter.offset(), letter.event()));
    }

    /** What the log no longer holds is not owed any more; a dead letter is kept elsewhere. */
    void expired(SubscriptionId id, long through) {
        account(id).open.headMap(through, true).clear();
    }

    /** A subscription that is off gets nothing more of what was before. */
    void turnedOff(SubscriptionId id) {
        account(id).open.clear();
        account(id).redriven.clear();
    }

    void started(SimulatedSubscription from, Occurrence occurrence, int life) {
        var account = account(from.id());
        var offset = occurrence.offset();
        if (!from.mayDeliver()) {
            fail("an attempt of one that is paused or off");
        }
        if (!from.criteria().matches(occurrence.event())) {
            fail("an attempt does not match the criteria");
        }
        if (account.writtenDown.contains(offset) && !account.goesBack) {
            fail("delivered, written down, and started again: offset %s of %s", offset, from.id());
        }
        from.lane(occurrence.event()).ifPresent(lane -> {
            var other = account.inFlight.put(lane, offset);
            if (other != null) {
                fail("two in flight in one lane: %s and %s", other, offset);
            }
            // What was not owed at first, but is wanted since the criteria changed, may come late.
            if (!account.goesBack && account.owed.contains(offset)) {
                var last = account.lastStarted.put(life + lane, offset);
                if (last != null && last > offset) {
                    fail("%s started after %s", offset, last);
                }
                assertEarlierOnesSettled(account, offset, from, lane);
            }
        });
    }

    private static void assertEarlierOnesSettled(
            Account account, long offset, SimulatedSubscription from, String lane) {
        account.open.headMap(offset).forEach((earlier, event) -> {
            if (from.lane(event).equals(Optional.of(lane))) {
                fail("%s starts before %s is settled", offset, earlier);
            }
        });
    }

    void arrived(SubscriptionId id, Occurrence occurrence) {
        if (!account(id).arrived.add(occurrence.offset())) {
            repeats++;
        }
    }

    void finished(SubscriptionId id, long offset, boolean success) {
        var account = account(id);
        account.inFlight.values().remove(offset);
        if (success) {
            account.succeeded.add(offset);
            account.redriven.remove(offset);
            account.open.remove(offset);
        }
    }

    void deadLettered(SubscriptionId id, long offset) {
        account(id).open.remove(offset);
        account(id).redriven.remove(offset);
    }

    /** All that has succeeded is in the journal now. */
    void checkpointed(SubscriptionId id) {
        var account = account(id);
        account.writtenDown.addAll(account.succeeded);
        account.succeeded.clear();
    }

    void crashed(SubscriptionId id) {
        var account = account(id);
        account.inFlight.clear();
        account.succeeded.clear();
    }

    boolean isComplete(Collection<SubscriptionId> subscriptions) {
        return subscriptions.stream()
                .map(this::account)
                .allMatch(account -> account.open.isEmpty() && account.redriven.isEmpty());
    }

    void assertComplete(Collection<SubscriptionId> subscriptions) {
        assertThat(accepted).as("everything accepted is in the log").isEqualTo(logged);
        for (var id : subscriptions) {
            assertThat(account(id).open.keySet()).as("unsettled by %s", id).isEmpty();
            assertThat(account(id).redriven.keySet())
                    .as("not redriven by %s", id)
                    .isEmpty();
        }
    }

    private Account account(SubscriptionId id) {
        return accounts.computeIfAbsent(id, key -> new Account());
    }
}
