package org.openmns.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.broker.subscription.Wishes;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionId;

/**
 * One topic and a few subscriptions in a world where messages are lost, repeated and reordered, writes may fail after they
 * were made, processes die and endpoints break: all from one seed, in virtual time. {@link Ledger} holds the world to the
 * invariants of the delivery protocol.
 */
final class Simulation {

    private static final Duration LIMIT = Duration.ofDays(2);

    /** A world takes some 10,000; one that never comes to rest is to fail soon. */
    private static final int STEPS_MAX = 200_000;

    private static final int MISCHIEFS = 40;
    private static final Duration PASSIVATE_AFTER = Duration.ofMinutes(2);

    private final Random random;
    private final SimulatedTopic topic = new SimulatedTopic();
    private final Map<SubscriptionId, SimulatedSubscription> subscriptions = new LinkedHashMap<>();

    /** Not in memory: passivated, or dead and not missed yet. */
    private final Set<SimulatedSubscription> asleep = new HashSet<>();

    private final Map<Object, Instant> wakes = new HashMap<>();
    private final Ledger ledger = new Ledger();
    private final Processes time;
    private final Outside outside;
    private final Mischief mischief;
    private final Publisher publisher;
    private boolean quiet;

    Simulation(long seed) {
        random = new Random(seed);
        time = new Processes(random, this::crash);
        outside = new Outside(this, time, random, topic, ledger);
        mischief = new Mischief(this, time, random, topic, ledger, outside);
        publisher = new Publisher(this, time, random, topic, ledger);
    }

    Ledger run() {
        for (var i = 0; i < 1 + random.nextInt(4); i++) {
            subscribe(SimulatedEvents.criteria(random));
        }
        for (var i = 0; i < Publisher.EVENTS; i++) {
            time.in(Duration.ofMillis(random.nextInt((int) Processes.FAULTY.toMillis())), this, publisher::publish);
        }
        for (var i = 0; i < MISCHIEFS; i++) {
            time.in(Duration.ofMillis(random.nextInt((int) Processes.FAULTY.toMillis())), this, mischief::happen);
        }
        time.in(Processes.FAULTY, this, mischief::heal);
        everySecond();
        for (var steps = 0; !quiet && time.now().isBefore(Instant.EPOCH.plus(LIMIT)) && time.next(); steps++) {
            assertThat(steps).as("steps until all is done").isLessThan(STEPS_MAX);
        }
        ledger.assertComplete(subscriptions.keySet());
        assertThat(topic.settledThrough()).as("the mark reaches the head").isEqualTo(topic.head());
        assertThat(topic.nobodyLags()).as("nobody lags in the end").isTrue();
        assertThat(quiet).as("all is done in the end").isTrue();
        return ledger;
    }

    private boolean isQuiet() {
        return publisher.isDone()
                && ledger.isComplete(subscriptions.keySet())
                && topic.settledThrough() == topic.head()
                && topic.nobodyLags()
                && subscriptions.values().stream().allMatch(each -> each.unsettled() == 0 && !each.replays());
    }

    private void subscribe(Criteria criteria) {
        var id =
                new SubscriptionId(new UUID(0x4000L | random.nextLong() << 16, 0x8000000000000000L | random.nextInt()));
        var subscription = new SimulatedSubscription(id, wishes(), criteria, topic.head(), outside, random);
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

    Map<SubscriptionId, Criteria> matchingNow() {
        var criteria = new HashMap<SubscriptionId, Criteria>();
        subscriptions.forEach((id, subscription) -> {
            if (!subscription.isOff()) {
                criteria.put(id, subscription.criteria());
            }
        });
        return criteria;
    }

    private void everySecond() {
        time.whenIdle(topic, () -> {
            send(topic.nudges(time.now()));
            topic.idle(time.now())
                    .ifPresent(fact -> time.write(topic, () -> topic.write(fact), () -> send(topic.written(fact))));
        });
        quiet = !time.isFaulty() && isQuiet();
        time.in(Duration.ofSeconds(1), this, this::everySecond);
    }

    void send(Map<SubscriptionId, Notify> notifications) {
        notifications.forEach((id, notify) -> {
            var to = subscriptions.get(id);
            time.travel(() -> {
                wake(to);
                time.whenIdle(to, () -> {
                    to.notified(notify, time.now());
                    step(to);
                });
            });
        });
    }

    void step(SimulatedSubscription subscription) {
        assertThat(subscription.unsettled())
                .as("memory is bounded")
                .isLessThanOrEqualTo(SimulatedSubscription.WINDOW + SimulatedSubscription.PARKED + 4);
        var fact = subscription.step(time.now());
        if (fact.isPresent()) {
            write(subscription, fact.get());
            return;
        }
        wakeLater(subscription);
    }

    private void write(SimulatedSubscription subscription, Object fact) {
        time.write(
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
                    subscription.written(fact, time.now());
                    step(subscription);
                });
    }

    private void passivateLater(SimulatedSubscription subscription) {
        time.in(
                PASSIVATE_AFTER,
                subscription,
                () -> time.whenIdle(subscription, () -> {
                    if (subscription.passivates(time.now(), PASSIVATE_AFTER)) {
                        crash(subscription, () -> asleep.add(subscription));
                    } else {
                        passivateLater(subscription);
                    }
                }));
    }

    /** Sharding starts whoever is sent a message. */
    void wake(SimulatedSubscription subscription) {
        if (asleep.remove(subscription)) {
            restart(subscription);
        }
    }

    private void wakeLater(SimulatedSubscription subscription) {
        var wake = subscription.wakeAt(time.now());
        var at = wake.isAfter(time.now()) ? wake : time.now().plusMillis(1);
        var planned = wakes.get(subscription);
        if (at.isBefore(Instant.EPOCH.plus(LIMIT)) && (planned == null || at.isBefore(planned))) {
            wakes.put(subscription, at);
            time.at(at, subscription, () -> {
                wakes.remove(subscription, at);
                time.whenIdle(subscription, () -> step(subscription));
            });
        }
    }

    void crash(Object who) {
        crash(who, () -> {
            if (who instanceof SimulatedSubscription subscription) {
                restart(subscription);
            } else {
                topic.restart(matchingNow(), time.now());
            }
        });
    }

    void crash(Object who, Runnable restart) {
        time.kill(who);
        wakes.remove(who);
        restart.run();
    }

    void restart(SimulatedSubscription subscription) {
        ledger.crashed(subscription.id());
        subscription.restart();
        passivateLater(subscription);
        step(subscription);
    }

    Map<SubscriptionId, SimulatedSubscription> subscriptions() {
        return subscriptions;
    }

    void sleep(SimulatedSubscription subscription) {
        asleep.add(subscription);
    }
}
