package org.openmns.broker.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.SimulatedSubscription;
import org.openmns.broker.subscription.SimulatedSubscription.LoadId;
import org.openmns.broker.subscription.SimulatedWorld;
import org.openmns.broker.topic.SimulatedTopic;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;

/** What subscriptions reach for: the topic, its log, dead letters, and endpoints that break; slow, and failing at random. */
final class Outside implements SimulatedWorld {

    private final Simulation world;
    private final Processes time;
    private final Random random;
    private final SimulatedTopic topic;
    private final Ledger ledger;
    private final Map<SubscriptionId, Instant> brokenUntil = new HashMap<>();
    private final Map<SubscriptionId, TreeMap<Long, DeadLetter>> deadLetters = new HashMap<>();

    Outside(Simulation world, Processes time, Random random, SimulatedTopic topic, Ledger ledger) {
        this.world = world;
        this.time = time;
        this.random = random;
        this.topic = topic;
        this.ledger = ledger;
    }

    /** The endpoint answers nothing good until then. */
    void breakEndpoint(SimulatedSubscription of, Instant until) {
        brokenUntil.put(of.id(), until);
    }

    void mendEndpoints() {
        brokenUntil.clear();
    }

    @Override
    public void tell(TopicCommand command) {
        time.travel(() -> time.whenIdle(topic, () -> world.send(topic.tell(command, time.now()))));
    }

    @Override
    public void attempt(SimulatedSubscription from, Occurrence occurrence) {
        ledger.started(from, occurrence, time.life(from));
        time.in(Duration.ofMillis(1 + random.nextInt(400)), from, () -> {
            var broken = time.now().isBefore(brokenUntil.getOrDefault(from.id(), Instant.EPOCH));
            var outcome = outcome(broken || (time.isFaulty() && random.nextInt(10) == 0));
            var delivered = outcome.verdict() == Verdict.DELIVERED;
            if (delivered || random.nextBoolean()) {
                ledger.arrived(from.id(), occurrence);
            }
            time.whenIdle(from, () -> {
                ledger.finished(from.id(), occurrence.offset(), delivered);
                from.finished(occurrence.offset(), outcome, time.now());
                world.step(from);
            });
        });
    }

    private Outcome outcome(boolean fails) {
        var verdict = Verdict.DELIVERED;
        var retryAfter = Optional.<Duration>empty();
        if (fails) {
            verdict = random.nextInt(100) == 0
                    ? Verdict.GONE
                    : List.of(Verdict.RETRY_SLOWLY, Verdict.UNMADE, Verdict.RETRY, Verdict.RETRY)
                            .get(random.nextInt(4));
            retryAfter = random.nextInt(5) == 0 ? Optional.of(Duration.ofSeconds(random.nextInt(60))) : retryAfter;
        }
        return new Outcome(verdict, Optional.empty(), "", Duration.ZERO, retryAfter);
    }

    @Override
    public void readLog(SimulatedSubscription from, boolean replay, long after, long through) {
        time.in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> time.whenIdle(from, () -> {
                    if (time.isFaulty() && random.nextInt(20) == 0) {
                        from.pageFailed(replay, time.now());
                    } else {
                        var page = topic.read(after, through, 3);
                        var whole = page.isEmpty()
                                || topic.read(page.get(page.size() - 1).offset(), through, 1)
                                        .isEmpty();
                        from.pageRead(
                                replay,
                                page,
                                whole ? through : page.get(page.size() - 1).offset(),
                                time.now());
                    }
                    world.step(from);
                }));
    }

    @Override
    public void load(SimulatedSubscription from, LoadId load, Set<Long> fromLog, Set<Long> fromDeadLetters) {
        time.in(
                Duration.ofMillis(1 + random.nextInt(50)),
                from,
                () -> time.whenIdle(from, () -> {
                    if (time.isFaulty() && random.nextInt(10) == 0) {
                        from.loadFailed(load, time.now());
                    } else {
                        from.loaded(load, find(from, fromLog, fromDeadLetters), time.now());
                    }
                    world.step(from);
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

    Map<Long, DeadLetter> letters(SimulatedSubscription of) {
        return deadLetters.computeIfAbsent(of.id(), key -> new TreeMap<>());
    }

    @Override
    public void keepDeadLetter(SimulatedSubscription from, DeadLetter letter) {
        var offset = letter.occurrence().offset();
        time.in(Duration.ofMillis(5), from, () -> {
            var durable = !time.isFaulty() || random.nextInt(3) > 0;
            if (durable) {
                letters(from).put(offset, letter);
                ledger.deadLettered(from.id(), offset);
            }
            time.whenIdle(from, () -> {
                from.kept(offset, durable, time.now());
                world.step(from);
            });
        });
    }

    @Override
    public void forgetDeadLetter(SimulatedSubscription from, long offset) {
        letters(from).remove(offset);
    }

    @Override
    public void deregister(SimulatedSubscription from) {
        time.travel(() -> time.whenIdle(topic, () -> {
            if (from.isOff()) {
                topic.deregister(from.id());
            }
        }));
    }
}
