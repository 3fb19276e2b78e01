package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.PostgresServer;
import org.openmns.broker.fault.Follower.Choice;
import org.openmns.broker.fault.Follower.Habits;
import org.openmns.broker.fault.Publishers.Load;

/**
 * Invariants 1, 2, 4 and 6 of the design on three real processes and a real PostgreSQL, all of which go through faults while
 * 32 publishers publish through all doors. {@code -Dopenmns.fault.minutes=30} goes through rounds of all kinds of faults for
 * so long instead of a few, {@code -Dopenmns.fault.seed=N} repeats the choices of an earlier run. The nodes' logs stay in
 * {@code target/fault}.
 */
class ClusterFaultTest {

    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("openmns.fault.minutes", 0));
    private static final long SEED = Long.getLong("openmns.fault.seed", System.nanoTime());

    private static final int NODES = 3;
    private static final int PUBLISHERS = 32;

    /** Whom events are about, per topic; those of the probes come on top. */
    private static final int PATIENTS = 320;

    /**
     * After each answer: three nodes, their database and all that is outside share one machine here. The few faults of a
     * build leave it some time for the nodes, which start many times as fast then.
     */
    private static final Duration PAUSE =
            Duration.ofMillis(Integer.getInteger("openmns.fault.pause", LENGTH.isZero() ? 400 : 150));

    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);

    /** What one fault may repeat at one subscription: the checkpoint rule of the design, as in {@link KillTest}. */
    private static final int REPEATS_MAX = 500 + 16;

    /** Every way is used four times a second, so one that was silent for so long does not work. */
    private static final long CALM_MILLIS = 1_500;

    private static final Duration CALM_MAX = Duration.ofMinutes(4);
    private static final Duration DELIVERED_MAX = Duration.ofMinutes(3);

    private static final List<Follower> WATCHED = List.of(
            follower("records", Topic.RECORD, Choice.ALL, Mood.PROMPT),
            follower("flags", Topic.FLAG, Choice.ALL, Mood.PROMPT),
            follower("practices", Topic.PRACTICE, Choice.ALL, Mood.PROMPT),
            follower("deaths", Topic.DEATH, Choice.ALL, Mood.PROMPT));

    private static final List<Follower> OTHERS = List.of(
            follower("names", Topic.RECORD, new Choice(" AND changed_name=true", Told::changesName), Mood.MOODY),
            new Follower("tens", Topic.RECORD, Choice.ending(3), Mood.PROMPT, Habits.quick("subscription")),
            follower("slow", Topic.FLAG, Choice.ending(7), Mood.SLOW),
            follower("half", Topic.PRACTICE, Choice.ending(9), Mood.HALF),
            new Follower("hanging", Topic.DEATH, Choice.ending(5), Mood.HANGING, Habits.impatient()));

    private static final Follower DEAD = new Follower(
            "dead",
            Topic.FLAG,
            Choice.ending(1),
            Mood.PROMPT,
            Habits.patient(LENGTH.dividedBy(30).plusSeconds(5)));

    private final List<Follower> living = new ArrayList<>(WATCHED);
    private final TreeMap<String, Integer> repeatsByKind = new TreeMap<>();
    private Trial trial;
    private PostgresServer server;
    private Cluster cluster;
    private Scene scene;
    private Recoveries recoveries;

    @BeforeEach
    void start() throws IOException {
        System.out.println("ClusterFaultTest seed=" + SEED);
        living.addAll(OTHERS);
        var all = new ArrayList<>(living);
        all.add(DEAD);
        trial = new Trial(all, SEED);
        server = PostgresServer.create();
        cluster = new Cluster(NODES, server.location(), logs(), trial.timeline());
        scene = new Scene(cluster, server, trial);
        recoveries = new Recoveries(trial, NODES, WATCHED);
    }

    private static Path logs() throws IOException {
        return Files.createDirectories(Path.of("target", "fault", Long.toString(SEED)));
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
        server.close();
        trial.close();
    }

    @Test
    void whatWasAnsweredArrivesInOrderWhateverHappensToNodesNetworkAndDatabase()
            throws IOException, InterruptedException {
        scene.awaitReady();
        var deadPort = NodeProcess.freePort();
        for (var follower : living) {
            trial.subscribe(follower, door());
        }
        trial.subscribe(DEAD, door(), "http://127.0.0.1:" + deadPort + "/" + DEAD.name());
        try (var publishers = new Publishers(cluster.doors(), trial.receipts(), SEED)) {
            publishers.start(PUBLISHERS, new Load(List.of(Topic.values()), PATIENTS, PAUSE));
            publishers.probe(new Load(List.of(Topic.values()), PATIENTS, PROBE_PAUSE));
            awaitCalm("the start");
            goThroughFaults();
            publishers.finish();
        }
        trial.awaitDelivered(living, DELIVERED_MAX);
        bringToLife(deadPort);
        stopAll();
        check();
    }

    private void goThroughFaults() throws IOException, InterruptedException {
        var plan = new FaultPlan(SEED, NODES, living);
        if (LENGTH.isZero()) {
            for (var fault : plan.brief()) {
                goThrough(fault);
            }
            return;
        }
        while (true) {
            for (var fault : plan.round()) {
                if (trial.timeline().now() > LENGTH.toMillis()) {
                    return;
                }
                goThrough(fault);
                scene.last(plan.calm());
            }
        }
    }

    private void goThrough(Fault fault) throws IOException, InterruptedException {
        var delivered = trial.delivered();
        var retried = trial.receipts().retriedOften();
        var episode = trial.timeline().begin(fault.kind());
        System.out.println(episode + " begins: " + fault);
        fault.happen(scene, episode);
        trial.timeline().over(episode);
        awaitCalm(episode.toString());
        System.out.printf(
                "%s; meanwhile %d deliveries, %d events needed more than one retry%n",
                recoveries.note(episode),
                trial.delivered() - delivered,
                trial.receipts().retriedOften() - retried);
    }

    private void awaitCalm(String after) {
        var end = System.nanoTime() + CALM_MAX.toNanos();
        scene.awaitReady();
        while (!recoveries.isCalm(CALM_MILLIS)) {
            assertThat(System.nanoTime())
                    .as("after " + after + " " + recoveries.silent(CALM_MILLIS))
                    .isLessThan(end);
            scene.last(Duration.ofMillis(100));
        }
    }

    /** All that a dead endpoint did not take waits for it. */
    private void bringToLife(int port) throws IOException, InterruptedException {
        var waiting = trial.ledger(DEAD).outstanding();
        assertThat(waiting).isPositive();
        assertThat(scene.status(DEAD)).contains("\"deadLettered\":0,");
        try (var revived = trial.revive(DEAD, port)) {
            assertThat(revived.url(DEAD.name())).contains(":" + port + "/");
            trial.awaitDelivered(List.of(DEAD), DELIVERED_MAX);
        }
    }

    private void stopAll() throws InterruptedException, IOException {
        for (var follower : living) {
            assertThat(scene.status(follower)).as(follower.name()).contains("\"deadLettered\":0,");
        }
        for (var member : cluster.members()) {
            assertThat(member.stop()).isIn(0, 143);
        }
    }

    private void check() {
        var judgement = trial.judgement();
        trial.timeline()
                .episodes()
                .forEach(episode -> repeatsByKind.merge(
                        episode.kind(), judgement.repeats().getOrDefault(episode.number(), 0), Integer::sum));
        System.out.printf(
                "ClusterFaultTest seed=%d events=%d faults=%d subscriptions=%d deliveries=%d lost=%d out-of-order=%d"
                        + " repeats=%d (at most %d a fault and subscription) overlaps=%d more-than-one-retry=%d%n",
                SEED,
                trial.receipts().count(),
                trial.timeline().episodes().size(),
                living.size() + 1,
                judgement.deliveries(),
                judgement.lost().size(),
                judgement.disorder().size(),
                judgement.repeated(),
                judgement.repeatsMax(),
                judgement.overlaps(),
                trial.receipts().retriedOften());
        System.out.println("kind, how often, median / longest until it worked again\n" + recoveries.report());
        System.out.println("repeats " + repeatsByKind);
        cluster.ends().forEach(System.out::println);
        assertThat(judgement.lost()).as("lost").isEmpty();
        assertThat(judgement.disorder()).as("disorder").isEmpty();
        assertThat(trial.receipts().surprises()).as("answers but 200 and 503").isEmpty();
        assertThat(judgement.repeatsMax()).isLessThanOrEqualTo(REPEATS_MAX);
    }

    private URI door() {
        return cluster.doors().get(0);
    }

    private static Follower follower(String name, Topic topic, Choice choice, Mood mood) {
        return new Follower(name, topic, choice, mood, Habits.quick("subject"));
    }
}
