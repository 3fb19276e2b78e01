package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Postgres;
import org.openmns.broker.fault.Follower.Choice;
import org.openmns.broker.fault.Follower.Habits;
import org.openmns.broker.fault.Publishers.Load;

/**
 * Every node of a cluster of three is stopped (SIGTERM) and started again, one after another, while 32 publishers go through
 * all of them: nothing is lost, nothing refused that one retry at another node does not mend, next to nothing repeated.
 * {@code -Dopenmns.rolling.rounds=N} restarts all of them N times; the nodes' logs stay in {@code target/rolling}.
 */
class RollingRestartTest {

    private static final int ROUNDS = Integer.getInteger("openmns.rolling.rounds", 1);
    private static final long SEED = Long.getLong("openmns.rolling.seed", System.nanoTime());

    private static final int NODES = 3;
    private static final int PUBLISHERS = 32;
    private static final int PATIENTS = 320;

    /**
     * After each answer: the nodes, their database and all that is outside share one machine here. One round leaves it some
     * time for the nodes, of which each takes many times as long to start where the processors have no moment to spare.
     */
    private static final Duration PAUSE =
            Duration.ofMillis(Integer.getInteger("openmns.rolling.pause", ROUNDS > 1 ? 80 : 250));

    /** Events between two steps, so that each meets traffic: several of each publisher. */
    private static final int EVENTS = ROUNDS > 1 ? 500 : 250;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** Of so many deliveries at most one is repeated, and one where there are fewer. */
    private static final int DELIVERIES_A_REPEAT = 10_000;

    private static final List<Follower> FOLLOWERS = List.of(
            follower("records", Topic.RECORD, Choice.ALL, Mood.PROMPT),
            follower("names", Topic.RECORD, new Choice(" AND changed_name=true", Told::changesName), Mood.MOODY),
            follower("flags", Topic.FLAG, Choice.ALL, Mood.PROMPT),
            follower("practices", Topic.PRACTICE, Choice.ALL, Mood.MOODY),
            follower("deaths", Topic.DEATH, Choice.ending(5), Mood.SLOW));

    private Trial trial;
    private Cluster cluster;
    private long longestStop;

    @BeforeEach
    void start() throws IOException {
        System.out.println("RollingRestartTest seed=" + SEED);
        trial = new Trial(FOLLOWERS, SEED);
        var logs = Files.createDirectories(Path.of("target", "rolling", Long.toString(SEED)));
        cluster = new Cluster(NODES, Postgres.emptyDatabase(), logs, trial.timeline());
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
        trial.close();
    }

    @Test
    void restartingAllNodesOneByOneLosesNothingAndRefusesNothing() throws IOException, InterruptedException {
        cluster.members().forEach(RollingRestartTest::awaitReady);
        for (var follower : FOLLOWERS) {
            trial.subscribe(follower, cluster.doors().get(0));
        }
        try (var publishers = new Publishers(cluster.doors(), trial.receipts(), SEED)) {
            publishers.start(PUBLISHERS, new Load(List.of(Topic.values()), PATIENTS, PAUSE));
            awaitMore();
            var episode = trial.timeline().begin("rolling restart");
            for (var step = 0; step < ROUNDS * NODES; step++) {
                restart(cluster.member(step % NODES));
            }
            trial.timeline().over(episode);
            publishers.finish();
        }
        trial.awaitDelivered(FOLLOWERS, PATIENCE);
        check();
    }

    private void restart(Member member) throws IOException, InterruptedException {
        var start = trial.timeline().now();
        assertThat(member.stop()).isIn(0, 143);
        longestStop = Math.max(longestStop, trial.timeline().now() - start);
        awaitMore();
        member.start();
        awaitReady(member);
        awaitMore();
    }

    private static void awaitReady(Member member) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!member.isReady()) {
            assertThat(System.nanoTime())
                    .as("node " + member.number() + " is not ready")
                    .isLessThan(end);
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private void awaitMore() throws InterruptedException {
        trial.receipts().await(trial.receipts().count() + EVENTS, PATIENCE);
    }

    private void check() {
        var judgement = trial.judgement();
        System.out.printf(
                "RollingRestartTest seed=%d restarts=%d events=%d deliveries=%d lost=%d out-of-order=%d repeats=%d"
                        + " refused once=%d refused twice=%d longest publish=%d ms longest stop=%d ms%n",
                SEED,
                ROUNDS * NODES,
                trial.receipts().count(),
                judgement.deliveries(),
                judgement.lost().size(),
                judgement.disorder().size(),
                judgement.repeated(),
                trial.receipts().retried(),
                trial.receipts().retriedOften(),
                trial.receipts().longestMillis(),
                longestStop);
        assertThat(judgement.lost()).as("lost").isEmpty();
        assertThat(judgement.disorder()).as("disorder").isEmpty();
        assertThat(trial.receipts().surprises()).as("answers but 200 and 503").isEmpty();
        assertThat((long) judgement.repeated())
                .isLessThanOrEqualTo(Math.max(1, judgement.deliveries() / DELIVERIES_A_REPEAT));
        assertThat(trial.receipts().retriedOften()).as("refused twice").isZero();
    }

    private static Follower follower(String name, Topic topic, Choice choice, Mood mood) {
        // As usual, 15 s: on a busy machine a process that has just started takes seconds to load what its first
        // requests
        // need, and an attempt that is given up meanwhile is made again.
        var habits = new Habits("subject", Habits.quick("subject").retries(), "PT15S");
        return new Follower(name, topic, choice, mood, habits);
    }
}
