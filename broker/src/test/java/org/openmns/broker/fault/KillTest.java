package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.fault.Follower.Choice;
import org.openmns.broker.fault.Follower.Habits;
import org.openmns.broker.fault.Publishers.Load;
import org.openmns.broker.fault.Trial.Judgement;

/**
 * Invariants 1, 2 and 4 of the design on a real process that is killed at random moments (SIGKILL) while it is published to
 * and delivers, and started again on what it left. {@code -Dopenmns.kill.rounds=N} kills it N times instead of five,
 * {@code -Dopenmns.kill.seed=N} repeats the choices of an earlier run.
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("openmns.kill.rounds", 5);
    private static final long SEED = Long.getLong("openmns.kill.seed", System.nanoTime());

    private static final int PUBLISHERS = 32;
    private static final int PATIENTS = 200;

    /** The moment of a kill: after at most so many more events were accepted, or attempts have arrived. */
    private static final int MOMENT_MAX = 1_200;

    /**
     * What a kill may repeat at one subscription: 500 outcomes make a checkpoint, and while that is being written at most
     * those in flight, 16, settle at the endpoint. The checkpoint rule of the design.
     */
    private static final int REPEATS_MAX = 500 + 16;

    private static final Duration RECOVERY_MAX = Duration.ofMinutes(2);

    private static final List<Follower> FOLLOWERS = List.of(
            follower("all", "subject", Choice.ALL),
            follower("names", "subject", new Choice(" AND changed_name=true", Told::changesName)),
            follower(
                    "practice",
                    "subject",
                    new Choice(
                            " AND registeredgpodscode='A81001'",
                            told -> told.practice().equals("A81001"))),
            // Goes one by one.
            follower(
                    "patient", "subscription", new Choice(" AND nhsnumber='9000000003'", told -> told.patient() == 3)));

    private final Random random = new Random(SEED);
    private final LongSummaryStatistics recoveries = new LongSummaryStatistics();
    private final Trial trial = new Trial(FOLLOWERS, SEED);
    private final StringBuilder said = new StringBuilder();
    private int lives;

    @TempDir
    private Path data;

    @AfterEach
    void closeSink() {
        trial.close();
    }

    @Test
    void whatWasAnsweredArrivesInOrderAlthoughTheNodeIsKilled() throws IOException, InterruptedException {
        System.out.println("KillTest seed=" + SEED);
        var port = NodeProcess.freePort();
        var door = URI.create("http://127.0.0.1:" + port);
        var node = start(port).awaitReady();
        try (var publishers = new Publishers(List.of(door), trial.receipts(), SEED)) {
            for (var follower : FOLLOWERS) {
                trial.subscribe(follower, door);
            }
            publishers.start(PUBLISHERS, new Load(List.of(Topic.RECORD), PATIENTS, Duration.ZERO));
            for (var round = 0; round < ROUNDS; round++) {
                awaitMoment(round);
                var fault = trial.timeline().begin("kill");
                node.kill();
                said.append(node.output()).append(node.errors());
                node = startAgain(port);
                trial.timeline().over(fault);
            }
            awaitMore(PUBLISHERS);
            publishers.finish();
            trial.awaitDelivered(FOLLOWERS, Duration.ofMinutes(1));
            node.askToStop();
            assertThat(node.awaitEnd(Duration.ofSeconds(15))).isIn(0, 143);
        } finally {
            node.kill();
            said.append(node.output()).append(node.errors());
        }
        check(trial.judgement());
    }

    /** Mostly amid traffic; every third time so early that the node is still catching up; now and then amid an outage. */
    private void awaitMoment(int round) throws InterruptedException {
        if (round % 3 == 1) {
            trial.sink().fail(Duration.ofMillis(700));
        }
        awaitMore(1 + random.nextInt(round % 3 == 2 ? PUBLISHERS : MOMENT_MAX));
    }

    private void awaitMore(int events) throws InterruptedException {
        trial.receipts().await(trial.receipts().count() + events, RECOVERY_MAX);
    }

    private NodeProcess start(int port) throws IOException {
        var environment = Map.of("OPENMNS_PUBLIC_BASE_URL", new Incarnation(0, lives++).publicUrl());
        return NodeProcess.run(environment, "start", "--port", Integer.toString(port), "--data", data.toString());
    }

    private NodeProcess startAgain(int port) throws IOException, InterruptedException {
        var start = System.nanoTime();
        var node = start(port);
        try {
            awaitMore(1);
            recoveries.accept((System.nanoTime() - start) / 1_000_000);
            return node;
        } catch (AssertionError | InterruptedException stuck) {
            node.kill();
            throw new AssertionError(stuck.getMessage() + "; it said:\n" + node.output() + node.errors(), stuck);
        }
    }

    private void check(Judgement judgement) {
        System.out.printf(
                "KillTest events=%d kills=%d subscriptions=%d deliveries=%d lost=%d out-of-order=%d repeats=%d"
                        + " (at most %d per kill and subscription, bound %d) recovery ms min/mean/max=%d/%.0f/%d%n",
                trial.receipts().count(),
                ROUNDS,
                FOLLOWERS.size(),
                judgement.deliveries(),
                judgement.lost().size(),
                judgement.disorder().size(),
                judgement.repeated(),
                judgement.repeatsMax(),
                REPEATS_MAX,
                recoveries.getMin(),
                recoveries.getAverage(),
                recoveries.getMax());
        assertThat(trial.receipts().surprises()).as("answers but 200 and 503").isEmpty();
        assertThat(judgement.lost()).as("lost").isEmpty();
        assertThat(judgement.disorder()).as("disorder, of\n" + troubles()).isEmpty();
        assertThat(judgement.repeatsMax()).isLessThanOrEqualTo(REPEATS_MAX);
    }

    private String troubles() {
        return said.toString()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .collect(Collectors.joining("\n"));
    }

    private static Follower follower(String name, String orderingKey, Choice choice) {
        return new Follower(name, Topic.RECORD, choice, Mood.MOODY, Habits.quick(orderingKey));
    }
}
