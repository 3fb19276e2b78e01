package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.broker.subscription.SimulatedSubscription.LoadId;
import org.openmns.broker.subscription.SimulatedSubscription.Wishes;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.Offset;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
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

    /** A world takes some 10,000; one that never comes to rest is to fail soon. */
    private static final int STEPS_MAX = 200_000;

    private static final int EVENTS = 120;
    private static final int MISCHIEFS = 40;
    private static final Duration PASSIVATE_AFTER = Duration.ofMinutes(2);

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
    private final Map<SubscriptionId, TreeMap<Long, DeadLetter>> deadLetters = new HashMap<>();

    /** Not in memory: passivated, or dead and not missed yet. */
    private final Set<SimulatedSubscription> asleep = new HashSet<>();

    private final List<List<Event>> batches = new ArrayList<>();
    private final Map<Object, Instant> wakes = new HashMap<>();
    private final Ledger ledger = new Ledger();
    private Instant now = Instant.EPOCH.plusSeconds(1);
    private long order;
    private int published;
    private boolean quiet;

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
        for (var i = 0; i < MISCHIEFS; i++) {
            in(Duration.ofMillis(random.nextInt((int) FAULTY.toMillis())), this, this::mischief);
        }
        in(FAULTY, this, this::heal);
        everySecond();
        for (var steps = 0; !agenda.isEmpty() && now.isBefore(Instant.EPOCH.plus(LIMIT)); steps++) {
            assertThat(steps).as("steps until all is done").isLessThan(STEPS_MAX);
            var due = agenda.poll();
            now = due.at();
            if (due.life() == life(due.who())) {
                due.action().run();
            }
            if (quiet) {
                break;
            }
        }
        ledger.assertComplete(subscriptions.keySet());
        assertThat(topic.settledThrough()).as("the mark reaches the head").isEqualTo(topic.head());
        assertThat(topic.nobodyLags()).as("nobody lags in the end").isTrue();
        assertThat(quiet).as("all is done in the end").isTrue();
        return ledger;
    }

    private boolean isQuiet() {
        return published >= EVENTS
                && ledger.isComplete(subscriptions.keySet())
                && topic.settledThrough() == topic.head()
                && topic.nobodyLags()
                && subscriptions.values().stream().allMatch(each -> each.unsettled() == 0 && !each.replays());
    }

    private void subscribe(Criteria criteria) {
        var id =
                new SubscriptionId(new UUID(0x4000L | random.nextLong() << 16, 0x8000000000000000L | random.nextInt()));
        var subscription = new SimulatedSubscription(id, wishes(), criteria, topic.head(), this, random);
        subscriptions.put(id, subscription);
        topic.register(id, criteria);
        passivateLater(subscription);
    }

    private Wishes wishes() {
        var patient =
                List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(30));
        var hasty = List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(20));
        return new Wishes(
                random.nextInt(3) == 0 ? List.of(OrderingKey.values()).get(random.nextInt(3)) : OrderingKey.SUBJECT,
                random.nextBoolean() ? patient : hasty,
                random.nextInt(4) == 0 ? Optional.of(2) : Optional.empty());
    }

    // ---- the topic

    private void publish() {
        if (published >= EVENTS) {
            return;
        }
        if (!batches.isEmpty() && random.nextInt(10) == 0) {
            publishUntilAccepted(batches.get(random.nextInt(batches.size())));
        }
        var batch = new ArrayList<Event>();
        for (var i = random.nextInt(8) == 0 ? 4 : 1; i > 0; i--) {
            batch.add(SimulatedEvents.event(random, published++));
        }
        batches.add(batch);
        publishUntilAccepted(batch);
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
                        ledger.written(SimulatedTopic.events(row.get()), matching);
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
        subscriptions.forEach((id, subscription) -> {
            if (!subscription.isOff()) {
                criteria.put(id, subscription.criteria());
            }
        });
        return criteria;
    }

    private void everySecond() {
        whenIdle(topic, () -> {
            send(topic.nudges(now));
            topic.idle(now).ifPresent(fact -> write(topic, () -> topic.write(fact), () -> send(topic.written(fact))));
        });
        quiet = !isFaulty() && isQuiet();
        in(Duration.ofSeconds(1), this, this::everySecond);
    }

    private void send(Map<SubscriptionId, Notify> notifications) {
        notifications.forEach((id, notify) -> {
            var to = subscriptions.get(id);
            travel(() -> {
                wake(to);
                whenIdle(to, () -> {
                    to.notified(notify, now);
                    step(to);
                });
            });
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
        var fact = subscription.step(now);
        if (fact.isPresent()) {
            write(subscription, fact.get());
            return;
        }
        wakeLater(subscription);
    }

    private void write(SimulatedSubscription subscription, Object fact) {
        write(
                subscription,
                () -> {
                    subscription.write(fact);
                    if (subscription.isOff()) {
                        ledger.turnedOff(subscription.id());
                    } else {
                        ledger.checkpointed(subscription.id());
                    }
                },
                () -> {
                    subscription.written(fact, now);
                    step(subscription);
                });
    }

    private void passivateLater(SimulatedSubscription subscription) {
        in(
                PASSIVATE_AFTER,
                subscription,
                () -> whenIdle(subscription, () -> {
                    if (subscription.passivates(now, PASSIVATE_AFTER)) {
                        crash(subscription, () -> asleep.add(subscription));
                    } else {
                        passivateLater(subscription);
                    }
                }));
    }

    /** Sharding starts whoever is sent a message. */
    private void wake(SimulatedSubscription subscription) {
        if (asleep.remove(subscription)) {
            restart(subscription);
        }
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
            var outcome = outcome(broken || (isFaulty() && random.nextInt(10) == 0));
            var delivered = outcome.verdict() == Verdict.DELIVERED;
            if (delivered || random.nextBoolean()) {
                ledger.arrived(from.id(), occurrence);
            }
            whenIdle(from, () -> {
                ledger.finished(from.id(), occurrence.offset(), delivered);
                from.finished(occurrence.offset(), outcome, now);
                step(from);
            });
        });
    }

    private Outcome outcome(boolean fails) {
        var verdict = Verdict.DELIVERED;
        var retryAfter = Optional.<Duration>empty();
        if (fails) {
            verdict = random.nextInt(100) == 0
                    ? Verdict.GONE
                    : random.nextInt(4) == 0 ? Verdict.RETRY_SLOWLY : Verdict.RETRY;
            retryAfter = random.nextInt(5) == 0 ? Optional.of(Duration.ofSeconds(random.nextInt(60))) : retryAfter;
        }
        return new Outcome(verdict, Optional.empty(), "", Duration.ZERO, retryAfter);
    }

    @Override
    public void readLog(SimulatedSubscription from, boolean replay, long after, long through) {
        in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> whenIdle(from, () -> {
                    if (isFaulty() && random.nextInt(20) == 0) {
                        from.pageFailed(replay, now);
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
    public void load(SimulatedSubscription from, LoadId load, Set<Long> fromLog, Set<Long> fromDeadLetters) {
        in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> whenIdle(from, () -> {
                    if (isFaulty() && random.nextInt(10) == 0) {
                        from.loadFailed(load, now);
                    } else {
                        from.loaded(load, find(from, fromLog, fromDeadLetters), now);
                    }
                    step(from);
                }));
    }

    private Map<Long, Event> find(SimulatedSubscription from, Set<Long> fromLog, Set<Long> fromDeadLetters) {
        var found = new HashMap<Long, Event>();
        for (var offset : fromLog) {
            topic.read(offset - 1, offset, 1).forEach(each -> found.put(offset, each.event()));
        }
        var letters = letters(from);
        fromDeadLetters.stream()
                .filter(letters::containsKey)
                .forEach(offset ->
                        found.put(offset, letters.get(offset).occurrence().event()));
        return found;
    }

    private Map<Long, DeadLetter> letters(SimulatedSubscription of) {
        return deadLetters.computeIfAbsent(of.id(), key -> new TreeMap<>());
    }

    @Override
    public void keepDeadLetter(SimulatedSubscription from, DeadLetter letter) {
        var offset = letter.occurrence().offset();
        in(Duration.ofMillis(5), from, () -> {
            var durable = !isFaulty() || random.nextInt(3) > 0;
            if (durable) {
                letters(from).put(offset, letter);
                ledger.deadLettered(from.id(), offset);
            }
            whenIdle(from, () -> {
                from.kept(offset, durable, now);
                step(from);
            });
        });
    }

    @Override
    public void forgetDeadLetter(SimulatedSubscription from, long offset) {
        letters(from).remove(offset);
    }

    @Override
    public void deregister(SimulatedSubscription from) {
        travel(() -> whenIdle(topic, () -> {
            if (from.isOff()) {
                topic.deregister(from.id());
            }
        }));
    }

    // ---- what goes wrong

    private void mischief() {
        var victim = new ArrayList<>(subscriptions.values()).get(random.nextInt(subscriptions.size()));
        wake(victim);
        switch (random.nextInt(11)) {
            case 0 -> crash(victim, () -> restart(victim));
            case 1 -> crash(victim, () -> die(victim));
            case 2, 3 -> crash(topic, () -> topic.restart(matchingNow(), now));
            case 4 -> brokenUntil.put(victim.id(), now.plusSeconds(random.nextInt(400)));
            case 5 ->
                whenIdle(victim, () -> {
                    victim.pause(true, now);
                    step(victim);
                    in(Duration.ofSeconds(random.nextInt(100)), this, () -> resume(victim));
                });
            case 6, 7 -> whenIdle(victim, () -> change(victim));
            case 8 -> whenIdle(victim, () -> redrive(victim));
            case 9 -> whenIdle(topic, this::cut);
            default ->
                whenIdle(victim, () -> {
                    if (!victim.isOff()) {
                        ledger.replays(victim.id());
                        victim.replay(0, now);
                    }
                    step(victim);
                });
        }
    }

    /** Nobody notices until the topic asks; but what the topic may not have heard of only a restart takes up. */
    private void die(SimulatedSubscription victim) {
        if (victim.goesBack()) {
            restart(victim);
        } else {
            ledger.crashed(victim.id());
            asleep.add(victim);
        }
    }

    private void redrive(SimulatedSubscription subscription) {
        var letters = letters(subscription);
        var fact = subscription.redrive(List.copyOf(letters.values()));
        var taken = SimulatedSubscription.redriven(fact);
        if (!subscription.isOff() && !taken.isEmpty()) {
            var occurrences = taken.stream()
                    .map(offset -> letters.get(offset).occurrence())
                    .toList();
            write(
                    subscription,
                    () -> {
                        subscription.write(fact);
                        ledger.redriven(subscription.id(), subscription.criteria(), occurrences);
                    },
                    () -> {
                        subscription.written(fact, now);
                        step(subscription);
                    });
        }
    }

    /** Retention: whoever still needs what it takes writes down the loss first. */
    private void cut() {
        var limit = topic.settledThrough() - random.nextInt(20) * Offset.of(1, 0);
        for (var id : topic.lagging().keySet()) {
            var subscription = subscriptions.get(new SubscriptionId(id));
            wake(subscription);
            if (writing.containsKey(subscription)) {
                return;
            }
            if (!subscription.isOff() && subscription.settledThrough() < limit) {
                ledger.expired(subscription.id(), limit);
                subscription.expire(limit, now);
                step(subscription);
            }
        }
        topic.cut(limit);
    }

    private void change(SimulatedSubscription subscription) {
        if (!writing.getOrDefault(topic, false)) {
            subscription.change(SimulatedEvents.criteria(random), topic.head());
            ledger.changed(subscription.id(), subscription.criteria());
            topic.register(subscription.id(), subscription.criteria());
            step(subscription);
        }
    }

    private void resume(SimulatedSubscription subscription) {
        wake(subscription);
        whenIdle(subscription, () -> {
            if (subscription.isPaused()) {
                subscription.pause(false, now);
            }
            step(subscription);
        });
    }

    private void heal() {
        brokenUntil.clear();
        subscriptions.values().forEach(this::resume);
    }

    private void crash(Object who) {
        crash(who, () -> {
            if (who instanceof SimulatedSubscription subscription) {
                restart(subscription);
            } else {
                topic.restart(matchingNow(), now);
            }
        });
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
        passivateLater(subscription);
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
            if (isFaulty() && random.nextInt(200) == 0) {
                crash(who);
                return;
            }
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
