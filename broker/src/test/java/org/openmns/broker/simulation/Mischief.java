package org.openmns.broker.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.event.Offset;
import org.openmns.subscription.SubscriptionId;

/** What goes wrong in a {@link Simulation}. */
final class Mischief {

    private final Simulation world;
    private final Processes time;
    private final Random random;
    private final SimulatedTopic topic;
    private final Ledger ledger;
    private final Outside outside;

    Mischief(Simulation world, Processes time, Random random, SimulatedTopic topic, Ledger ledger, Outside outside) {
        this.world = world;
        this.time = time;
        this.random = random;
        this.topic = topic;
        this.ledger = ledger;
        this.outside = outside;
    }

    /** One thing that goes wrong, or that a subscriber wants at an awkward moment. */
    void happen() {
        var victim = new ArrayList<>(world.subscriptions().values())
                .get(random.nextInt(world.subscriptions().size()));
        world.wake(victim);
        switch (random.nextInt(11)) {
            case 0 -> world.crash(victim, () -> world.restart(victim));
            case 1 -> world.crash(victim, () -> die(victim));
            case 2, 3 -> world.crash(topic, () -> topic.restart(world.matchingNow(), time.now()));
            case 4 -> outside.breakEndpoint(victim, time.now().plusSeconds(random.nextInt(400)));
            case 5 ->
                time.whenIdle(victim, () -> {
                    victim.pause(true, time.now());
                    world.step(victim);
                    time.in(Duration.ofSeconds(random.nextInt(100)), world, () -> resume(victim));
                });
            case 6, 7 -> time.whenIdle(victim, () -> change(victim));
            case 8 -> time.whenIdle(victim, () -> redrive(victim));
            case 9 -> time.whenIdle(topic, this::cut);
            default ->
                time.whenIdle(victim, () -> {
                    if (!victim.isOff()) {
                        ledger.replays(victim.id());
                        victim.replay(0, time.now());
                    }
                    world.step(victim);
                });
        }
    }

    /** Nobody notices until the topic asks; but what the topic may not have heard of only a restart takes up. */
    private void die(SimulatedSubscription victim) {
        if (victim.goesBack()) {
            world.restart(victim);
        } else {
            ledger.crashed(victim.id());
            world.sleep(victim);
        }
    }

    private void redrive(SimulatedSubscription subscription) {
        var letters = outside.letters(subscription);
        var fact = subscription.redrive(List.copyOf(letters.values()));
        var taken = SimulatedSubscription.redriven(fact);
        if (!subscription.isOff() && !taken.isEmpty()) {
            var occurrences = taken.stream()
                    .map(offset -> letters.get(offset).occurrence())
                    .toList();
            time.write(
                    subscription,
                    () -> {
                        subscription.write(fact);
                        ledger.redriven(subscription.id(), subscription.criteria(), occurrences);
                    },
                    () -> {
                        subscription.written(fact, time.now());
                        world.step(subscription);
                    });
        }
    }

    /** Retention: whoever still needs what it takes writes down the loss first. */
    private void cut() {
        var limit = topic.settledThrough() - random.nextInt(20) * Offset.of(1, 0);
        for (var id : topic.lagging().keySet()) {
            var subscription = world.subscriptions().get(new SubscriptionId(id));
            world.wake(subscription);
            if (time.isWriting(subscription)) {
                return;
            }
            if (!subscription.isOff() && subscription.settledThrough() < limit) {
                ledger.expired(subscription.id(), limit);
                subscription.expire(limit, time.now());
                world.step(subscription);
            }
        }
        topic.cut(limit);
    }

    private void change(SimulatedSubscription subscription) {
        if (!time.isWriting(topic)) {
            subscription.change(SimulatedEvents.criteria(random), topic.head());
            ledger.changed(subscription.id(), subscription.criteria());
            topic.register(subscription.id(), subscription.criteria());
            world.step(subscription);
        }
    }

    private void resume(SimulatedSubscription subscription) {
        world.wake(subscription);
        time.whenIdle(subscription, () -> {
            if (subscription.isPaused()) {
                subscription.pause(false, time.now());
            }
            world.step(subscription);
        });
    }

    /** Endpoints work again, and nobody is paused. */
    void heal() {
        outside.mendEndpoints();
        world.subscriptions().values().forEach(this::resume);
    }
}
