package org.openmns.broker.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Virtual time, and processes in it that hear one thing after the other, hear nothing while they write, and forget all when
 * they die. Messages between them are lost, repeated and reordered while the world is faulty.
 */
final class Processes {

    static final Duration FAULTY = Duration.ofMinutes(10);

    private record Due(Instant at, long order, int life, Object who, Runnable action) {}

    private final Random random;
    private final Consumer<Object> crashed;
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private final Map<Object, Integer> lives = new HashMap<>();
    private final Map<Object, Boolean> writing = new HashMap<>();
    private final Map<Object, List<Runnable>> stash = new HashMap<>();
    private Instant now = Instant.EPOCH.plusSeconds(1);
    private long order;

    /** {@code crashed} restarts what died while it wrote. */
    Processes(Random random, Consumer<Object> crashed) {
        this.random = random;
        this.crashed = crashed;
    }

    Instant now() {
        return now;
    }

    /** Does what is due next; false where nothing is planned any more. */
    boolean next() {
        var due = agenda.poll();
        if (due == null) {
            return false;
        }
        now = due.at();
        if (due.life() == life(due.who())) {
            due.action().run();
        }
        return true;
    }

    boolean isWriting(Object who) {
        return writing.containsKey(who);
    }

    /** All that was planned for it, and all it waited for, is gone. */
    void kill(Object who) {
        lives.merge(who, 1, Integer::sum);
        writing.remove(who);
        stash.remove(who);
    }

    boolean isFaulty() {
        return now.isBefore(Instant.EPOCH.plus(FAULTY));
    }

    /** A message between two processes: at most once, and in any order, while the world is faulty. */
    void travel(Runnable arrival) {
        if (isFaulty() && random.nextInt(10) == 0) {
            return;
        }
        var copies = isFaulty() && random.nextInt(20) == 0 ? 2 : 1;
        for (var i = 0; i < copies; i++) {
            in(Duration.ofMillis(isFaulty() ? random.nextInt(200) : 1), this, arrival);
        }
    }

    /** Writes a fact; whoever writes hears nothing else meanwhile, and may die before it hears of this. */
    void write(Object who, Runnable write, Runnable written) {
        writing.put(who, true);
        in(Duration.ofMillis(1 + random.nextInt(20)), who, () -> {
            write.run();
            if (isFaulty() && random.nextInt(200) == 0) {
                crashed.accept(who);
                return;
            }
            in(Duration.ofMillis(1 + random.nextInt(5)), who, () -> {
                writing.remove(who);
                written.run();
                unstash(who);
            });
        });
    }

    void unstash(Object who) {
        var waiting = stash.remove(who);
        if (waiting != null) {
            waiting.forEach(action -> whenIdle(who, action));
        }
    }

    void whenIdle(Object who, Runnable action) {
        if (writing.containsKey(who)) {
            stash.computeIfAbsent(who, key -> new ArrayList<>()).add(action);
        } else {
            action.run();
        }
    }

    int life(Object who) {
        return lives.getOrDefault(who, 0);
    }

    void in(Duration wait, Object who, Runnable action) {
        at(now.plus(wait), who, action);
    }

    void at(Instant when, Object who, Runnable action) {
        agenda.add(new Due(when, order++, life(who), who, action));
    }
}
