package org.openmns.broker.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.event.Event;

/** Publishes to the topic, again and again until what it sent is accepted. */
final class Publisher {

    static final int EVENTS = 120;

    private final Simulation world;
    private final Processes time;
    private final Random random;
    private final SimulatedTopic topic;
    private final Ledger ledger;
    private final List<List<Event>> batches = new ArrayList<>();
    private int published;

    Publisher(Simulation world, Processes time, Random random, SimulatedTopic topic, Ledger ledger) {
        this.world = world;
        this.time = time;
        this.random = random;
        this.topic = topic;
        this.ledger = ledger;
    }

    boolean isDone() {
        return published >= EVENTS;
    }

    /** The next batch, and now and then one of the earlier ones again. */
    void publish() {
        if (isDone()) {
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
        time.whenIdle(topic, () -> {
            var row = topic.plan(batch, time.now());
            if (row.isEmpty()) {
                ledger.accepted(batch);
                return;
            }
            var matching = world.matchingNow();
            time.write(
                    topic,
                    () -> {
                        ledger.written(SimulatedTopic.events(row.get()), matching);
                        topic.write(row.get());
                    },
                    () -> {
                        world.send(topic.written(row.get()));
                        ledger.accepted(batch);
                    });
        });
        time.in(Duration.ofSeconds(5), world, () -> {
            if (!ledger.isAccepted(batch)) {
                publishUntilAccepted(batch);
            }
        });
    }
}
