package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

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
        final TreeMap<Long, Event> owed = new TreeMap<>();
        final Set<Long> settled = new HashSet<>();
        final Set<Long> arrived = new HashSet<>();
        final Map<String, Long> inFlight = new HashMap<>();
        final Map<String, Long> lastStarted = new HashMap<>();
        final Set<Long> succeeded = new HashSet<>();
        final Set<Long> writtenDown = new HashSet<>();
        boolean replayed;
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

    void written(List<Event> batch, Map<SubscriptionId, Criteria> matching, long offset) {
        for (var event : batch) {
            assertThat(logged.add(event.id())).as("an event is in the log once").isTrue();
        }
        matching.forEach((id, criteria) -> {
            if (criteria.matches(batch.get(0))) {
                account(id).owed.put(offset, batch.get(0));
            }
        });
    }

    void changed(SubscriptionId id, Criteria criteria) {
        var account = account(id);
        account.owed
                .entrySet()
                .removeIf(entry -> !account.settled.contains(entry.getKey()) && !criteria.matches(entry.getValue()));
    }

    void replays(SubscriptionId id) {
        account(id).replayed = true;
    }

    void started(SimulatedSubscription from, Occurrence occurrence, int life) {
        var account = account(from.id());
        var offset = occurrence.offset();
        assertThat(from.criteria().matches(occurrence.event()))
                .as("an attempt matches the criteria")
                .isTrue();
        assertThat(account.writtenDown.contains(offset) && !account.replayed)
                .as("delivered, written down, and started again: offset %s of %s", offset, from.id())
                .isFalse();
        occurrence.event().subject().ifPresent(subject -> {
            var other = account.inFlight.put(subject, offset);
            assertThat(other).as("two in flight in one lane").isNull();
            var last = account.lastStarted.put(life + subject, offset);
            if (!account.replayed) {
                assertThat(offset).as("started out of order").isGreaterThanOrEqualTo(last == null ? 0 : last);
                assertEarlierOnesSettled(account, offset, subject);
            }
        });
    }

    private static void assertEarlierOnesSettled(Account account, long offset, String subject) {
        account.owed.headMap(offset).forEach((earlier, event) -> {
            if (event.subject().equals(Optional.of(subject))) {
                assertThat(account.settled)
                        .as("%s is settled before %s starts", earlier, offset)
                        .contains(earlier);
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
            account.settled.add(offset);
        }
    }

    void deadLettered(SubscriptionId id, long offset) {
        account(id).settled.add(offset);
    }

    Set<Long> outcomesOf(SubscriptionId id) {
        return Set.copyOf(account(id).succeeded);
    }

    void checkpointed(SubscriptionId id, Set<Long> outcomes) {
        account(id).writtenDown.addAll(outcomes);
    }

    void crashed(SubscriptionId id) {
        var account = account(id);
        account.inFlight.clear();
        account.succeeded.clear();
    }

    boolean isComplete(Collection<SubscriptionId> subscriptions) {
        return subscriptions.stream()
                .map(this::account)
                .allMatch(account -> account.settled.containsAll(account.owed.keySet()));
    }

    void assertComplete(Collection<SubscriptionId> subscriptions) {
        assertThat(accepted).as("everything accepted is in the log").isEqualTo(logged);
        for (var id : subscriptions) {
            assertThat(account(id).settled)
                    .as("settled by %s", id)
                    .containsAll(account(id).owed.keySet());
        }
    }

    private Account account(SubscriptionId id) {
        return accounts.computeIfAbsent(id, key -> new Account());
    }
}
