package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;

/**
 * One topic and a few subscriptions in a world where messages are lost, repeated and reordered, writes may fail after they
 * were made, processes die and endpoints break: all from one seed, in virtual time. {@link Ledger} holds the world to the
 * invariants of the delivery protocol.
 */
final class Simulation implements SimulatedSubscription.World {

    private static final Duration FAULTY = Duration.ofMinutes(10);
    private static final Duration LIMIT = Duration.ofDays(2);
    private static final int EVENTS = 120;

    private record Due(Instant at, long order, int life, Object who, Runnable action) {}

    private final Random random;
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private final SimulatedTopic topic = new SimulatedTopic();
    private final Map<SubscriptionId, SimulatedSubscription> subscriptions = new LinkedHashMap<>();
    private final Map<Object, Integer> lives = new HashMap<>();
    private final Map<Object, Boolean> writing = new HashMap<>();
    private final Map<Object, List<Runnable>> stash = new HashMap<>();
    private final Map<SubscriptionId, Instant> brokenUntil = new HashMap<>();
    private final Map<Object, Instant> wakes = new HashMap<>();
    private final Ledger ledger = new Ledger();
    private Instant now = Instant.EPOCH.plusSeconds(1);
    private long order;
    private int published;

    Simulation(long seed) {
        random = new Random(seed);
    }

    Ledger run() {
        for (var i = 0; i < 1 + random.nextInt(4); i++) {
            subscribe(SimulatedEvents.criteria(random));
        }
        for (var i = 0; i < EVENTS; i++) {
            in(Duration.ofMillis(random.nextInt((int) FAULTY.toMillis())), this, this::publish);
        }
        for (var i = 0; i < 30; i++) {
            in(Duration.ofMillis(random.nextInt((int) FAULTY.toMillis())), this, this::mischief);
        }
        in(FAULTY, this, this::heal);
        everySecond();
        while (!agenda.isEmpty() && now.isBefore(Instant.EPOCH.plus(LIMIT))) {
            var due = agenda.poll();
            now = due.at();
            if (due.life() == life(due.who())) {
                due.action().run();
            }
            if (!isFaulty() && isQuiet()) {
                break;
            }
        }
        ledger.assertComplete(subscriptions.keySet());
        assertThat(topic.settledThrough()).as("the mark reaches the head").isEqualTo(topic.head());
        assertThat(topic.nobodyLags()).as("nobody lags in the end").isTrue();
        return ledger;
    }

    private boolean isQuiet() {
        return published == EVENTS
                && ledger.isComplete(subscriptions.keySet())
                && topic.settledThrough() == topic.head()
                && topic.nobodyLags()
                && subscriptions.values().stream().allMatch(each -> each.unsettled() == 0 && !each.replays());
    }

    private void subscribe(Criteria criteria) {
        var id =
                new SubscriptionId(new UUID(0x4000L | random.nextLong() << 16, 0x8000000000000000L | random.nextInt()));
        subscriptions.put(id, new SimulatedSubscription(id, criteria, topic.head(), this, random));
        topic.register(id, criteria);
    }

    // ---- the topic

    private void publish() {
        var event = SimulatedEvents.event(random, published++);
        publishUntilAccepted(List.of(event));
    }

    private void publishUntilAccepted(List<Event> batch) {
        whenIdle(topic, () -> {
            var row = topic.plan(batch, now);
            if (row.isEmpty()) {
                ledger.accepted(batch);
                return;
            }
            var matching = matchingNow();
            write(
                    topic,
                    () -> {
                        ledger.written(batch, matching, topic.nextOffset());
                        topic.write(row.get());
                    },
                    () -> {
                        send(topic.written(row.get()));
                        ledger.accepted(batch);
                    });
        });
        in(Duration.ofSeconds(5), this, () -> {
            if (!ledger.isAccepted(batch)) {
                publishUntilAccepted(batch);
            }
        });
    }

    private Map<SubscriptionId, Criteria> matchingNow() {
        var criteria = new HashMap<SubscriptionId, Criteria>();
        subscriptions.forEach((id, subscription) -> criteria.put(id, subscription.criteria()));
        return criteria;
    }

    private void everySecond() {
        whenIdle(topic, () -> {
            send(topic.nudges(now));
            topic.idle(now).ifPresent(fact -> write(topic, () -> topic.write(fact), () -> send(topic.written(fact))));
        });
        in(Duration.ofSeconds(1), this, this::everySecond);
    }

    private void send(Map<SubscriptionId, Notify> notifications) {
        notifications.forEach((id, notify) -> {
            var to = subscriptions.get(id);
            travel(() -> whenIdle(to, () -> {
                to.notified(notify, now);
                step(to);
            }));
        });
    }

    @Override
    public void tell(TopicCommand command) {
        travel(() -> whenIdle(topic, () -> send(topic.tell(command, now))));
    }

    // ---- the subscriptions

    private void step(SimulatedSubscription subscription) {
        assertThat(subscription.unsettled())
                .as("memory is bounded")
                .isLessThanOrEqualTo(SimulatedSubscription.WINDOW + SimulatedSubscription.PARKED + 4);
        var checkpoint = subscription.step(now);
        if (checkpoint.isPresent()) {
            var outcomes = ledger.outcomesOf(subscription.id());
            write(
                    subscription,
                    () -> {
                        subscription.write(checkpoint.get());
                        ledger.checkpointed(subscription.id(), outcomes);
                    },
                    () -> {
                        subscription.written(now);
                        step(subscription);
                    });
            return;
        }
        wakeLater(subscription);
    }

    private void wakeLater(SimulatedSubscription subscription) {
        var wake = subscription.wakeAt(now);
        var at = wake.isAfter(now) ? wake : now.plusMillis(1);
        var planned = wakes.get(subscription);
        if (at.isBefore(Instant.EPOCH.plus(LIMIT)) && (planned == null || at.isBefore(planned))) {
            wakes.put(subscription, at);
            at(at, subscription, () -> {
                wakes.remove(subscription, at);
                whenIdle(subscription, () -> step(subscription));
            });
        }
    }

    @Override
    public void attempt(SimulatedSubscription from, Occurrence occurrence) {
        ledger.started(from, occurrence, life(from));
        in(Duration.ofMillis(1 + random.nextInt(400)), from, () -> {
            var broken = now.isBefore(brokenUntil.getOrDefault(from.id(), Instant.EPOCH));
            var fails = broken || (isFaulty() && random.nextInt(10) == 0);
            var arrived = !fails || random.nextBoolean();
            if (arrived) {
                ledger.arrived(from.id(), occurrence);
            }
            whenIdle(from, () -> {
                ledger.finished(from.id(), occurrence.offset(), !fails);
                from.finished(occurrence.offset(), outcome(fails), now);
                step(from);
            });
        });
    }

    private static Outcome outcome(boolean fails) {
        return new Outcome(
                fails ? Verdict.RETRY : Verdict.DELIVERED, Optional.empty(), "", Duration.ZERO, Optional.empty());
    }

    @Override
    public void readLog(SimulatedSubscription from, boolean replay, long after, long through) {
        in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> whenIdle(from, () -> {
                    if (isFaulty() && random.nextInt(20) == 0) {
                        from.pageFailed(replay);
                    } else {
                        var page = topic.read(after, through, 3);
                        var whole = page.isEmpty()
                                || topic.read(page.get(page.size() - 1).offset(), through, 1)
                                        .isEmpty();
                        from.pageRead(
                                replay,
                                page,
                                whole ? through : page.get(page.size() - 1).offset(),
                                now);
                    }
                    step(from);
                }));
    }

    @Override
    public void load(SimulatedSubscription from, Set<Long> offsets) {
        in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> whenIdle(from, () -> {
                    var found = new HashMap<Long, Event>();
                    topic.read(0, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                            .filter(occurrence -> offsets.contains(occurrence.offset()))
                            .forEach(occurrence -> found.put(occurrence.offset(), occurrence.event()));
                    from.loaded(offsets, found, now);
                    step(from);
                }));
    }

    @Override
    public void keepDeadLetter(SimulatedSubscription from, long offset) {
        in(Duration.ofMillis(5), from, () -> {
            ledger.deadLettered(from.id(), offset);
            whenIdle(from, () -> {
                from.kept(offset, true, now);
                step(from);
            });
        });
    }

    // ---- what goes wrong

    private void mischief() {
        var victim = new ArrayList<>(subscriptions.values()).get(random.nextInt(subscriptions.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> crash(victim, () -> restart(victim));
            case 2, 3 -> crash(topic, () -> topic.restart(matchingNow(), now));
            case 4 -> brokenUntil.put(victim.id(), now.plusSeconds(random.nextInt(400)));
            case 5 ->
                whenIdle(victim, () -> {
                    victim.pause(true);
                    step(victim);
                    in(Duration.ofSeconds(random.nextInt(100)), this, () -> resume(victim));
                });
            case 6 -> whenIdle(victim, () -> change(victim));
            default ->
                whenIdle(victim, () -> {
                    ledger.replays(victim.id());
                    victim.replay(0);
                    step(victim);
                });
        }
    }

    private void change(SimulatedSubscription subscription) {
        if (!writing.getOrDefault(topic, false)) {
            subscription.change(SimulatedEvents.criteria(random));
            ledger.changed(subscription.id(), subscription.criteria());
            topic.register(subscription.id(), subscription.criteria());
            step(subscription);
        }
    }

    private void resume(SimulatedSubscription subscription) {
        whenIdle(subscription, () -> {
            subscription.pause(false);
            step(subscription);
        });
    }

    private void heal() {
        brokenUntil.clear();
        subscriptions.values().forEach(this::resume);
    }

    private void crash(Object who, Runnable restart) {
        lives.merge(who, 1, Integer::sum);
        writing.remove(who);
        stash.remove(who);
        wakes.remove(who);
        restart.run();
    }

    private void restart(SimulatedSubscription subscription) {
        ledger.crashed(subscription.id());
        subscription.restart();
        step(subscription);
    }

    // ---- time, messages, writes

    private boolean isFaulty() {
        return now.isBefore(Instant.EPOCH.plus(FAULTY));
    }

    /** A message between two processes: at most once, and in any order, while the world is faulty. */
    private void travel(Runnable arrival) {
        if (isFaulty() && random.nextInt(10) == 0) {
            return;
        }
        var copies = isFaulty() && random.nextInt(20) == 0 ? 2 : 1;
        for (var i = 0; i < copies; i++) {
            in(Duration.ofMillis(isFaulty() ? random.nextInt(200) : 1), this, arrival);
        }
    }

    /** Writes a fact; whoever writes hears nothing else meanwhile, and may die before it hears of this. */
    private void write(Object who, Runnable write, Runnable written) {
        writing.put(who, true);
        in(Duration.ofMillis(1 + random.nextInt(20)), who, () -> {
            write.run();
            in(Duration.ofMillis(1 + random.nextInt(5)), who, () -> {
                writing.remove(who);
                written.run();
                unstash(who);
            });
        });
    }

    private void unstash(Object who) {
        var waiting = stash.remove(who);
        if (waiting != null) {
            waiting.forEach(action -> whenIdle(who, action));
        }
    }

    private void whenIdle(Object who, Runnable action) {
        if (writing.containsKey(who)) {
            stash.computeIfAbsent(who, key -> new ArrayList<>()).add(action);
        } else {
            action.run();
        }
    }

    private int life(Object who) {
        return lives.getOrDefault(who, 0);
    }

    private void in(Duration wait, Object who, Runnable action) {
        at(now.plus(wait), who, action);
    }

    private void at(Instant when, Object who, Runnable action) {
        agenda.add(new Due(when, order++, life(who), who, action));
    }
}
