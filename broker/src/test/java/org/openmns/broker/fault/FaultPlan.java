package org.openmns.broker.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openmns.broker.fault.Gate.Cut;

/** Which faults happen one after the other: rounds of one of each kind, in an order and with choices that the seed makes. */
final class FaultPlan {

    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Duration PARTITION = Duration.ofSeconds(25);
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    /** A supervisor starts a dead process again at once, or a machine has to be replaced first. */
    private static final List<Duration> DOWN = List.of(Duration.ofSeconds(1), Duration.ofSeconds(25));

    private final Random random;
    private final int nodes;
    private final List<Follower> followers;

    FaultPlan(long seed, int nodes, List<Follower> followers) {
        this.random = new Random(seed);
        this.nodes = nodes;
        this.followers = List.copyOf(followers);
    }

    /** What fits into the build: one of each family. */
    List<Fault> brief() {
        return List.of(
                new Fault.KillTopics(Duration.ofSeconds(15)),
                new Fault.RestartDatabase(),
                new Fault.Pause(node(), PAUSE),
                new Fault.Partition(node(), cut(), PARTITION));
    }

    /** One of each kind. */
    List<Fault> round() {
        var faults = new ArrayList<Fault>(List.of(
                new Fault.KillTopics(down()),
                new Fault.KillFollower(followers.get(random.nextInt(followers.size())), down()),
                new Fault.KillOldest(down()),
                new Fault.Pause(node(), PAUSE),
                new Fault.RollingRestart(),
                new Fault.RestartDatabase(),
                new Fault.StopDatabase(OUTAGE),
                new Fault.Partition(node(), Cut.SILENT, PARTITION),
                new Fault.Partition(node(), Cut.RESET, PARTITION)));
        Collections.shuffle(faults, random);
        return faults;
    }

    /** The time until the next fault: now and then before all is quiet again. */
    Duration calm() {
        return Duration.ofMillis(500 + random.nextInt(4_000));
    }

    private int node() {
        return random.nextInt(nodes);
    }

    private Cut cut() {
        return random.nextBoolean() ? Cut.SILENT : Cut.RESET;
    }

    private Duration down() {
        return DOWN.get(random.nextInt(DOWN.size()));
    }
}
