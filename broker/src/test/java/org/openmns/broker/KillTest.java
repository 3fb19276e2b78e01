package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.KillLedger.Told;
import org.openmns.broker.KillLedger.Wanted;

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

    private static final Map<String, Wanted> WANTED = Map.of(
            "all", told -> true,
            "names", KillTest::changesName,
            "practice", told -> practice(told).equals("A81001"),
            "patient", told -> told.patient() == 3);

    private static final Map<String, String> CRITERIA = Map.of(
            "all", "",
            "names", " AND changed_name=true",
            "practice", " AND registeredgpodscode='A81001'",
            "patient", " AND nhsnumber='9000000003'");

    private final Random random = new Random(SEED);
    private final LongSummaryStatistics recoveries = new LongSummaryStatistics();
    private final Map<String, KillLedger> ledgers = new LinkedHashMap<>();

    private final StringBuilder said = new StringBuilder();

    @TempDir
    private Path data;

    static String subject(Told told) {
        return Integer.toString(900_000_000 + told.patient() / 10) + told.patient() % 10;
    }

    static boolean changesName(Told told) {
        return told.number() % 3 == 0;
    }

    static String practice(Told told) {
        return told.patient() % 4 == 0 ? "A81001" : "B82002";
    }

    @Test
    void whatWasAnsweredArrivesInOrderAlthoughTheNodeIsKilled() throws IOException, InterruptedException {
        System.out.println("KillTest seed=" + SEED);
        WANTED.forEach((name, wanted) -> ledgers.put(name, new KillLedger(PATIENTS, wanted)));
        var port = NodeProcess.freePort();
        try (var sink = new KillSink(ledgers, SEED);
                var publishers = new KillPublishers(port, ledgers.values())) {
            var node = NodeProcess.start(port, data).awaitReady();
            try {
                for (var name : ledgers.keySet()) {
                    subscribe(port, name, sink.url(name));
                }
                publishers.start(PUBLISHERS, PATIENTS);
                for (var round = 0; round < ROUNDS; round++) {
                    awaitMoment(publishers, sink, round);
                    node.kill();
                    said.append(node.output()).append(node.errors());
                    node = startAgain(port, sink, publishers);
                }
                publishers.awaitAccepted(publishers.accepted() + PUBLISHERS, RECOVERY_MAX);
                publishers.finish();
                for (var ledger : ledgers.values()) {
                    ledger.awaitAll(Duration.ofMinutes(1));
                    ledger.awaitQuiet(Duration.ofMillis(1_500));
                }
                node.askToStop();
                assertThat(node.awaitEnd(Duration.ofSeconds(15))).isIn(0, 143);
            } finally {
                node.kill();
                said.append(node.output()).append(node.errors());
            }
            check(publishers);
        }
    }

    /** Mostly amid traffic; every third time so early that the node is still catching up; now and then amid an outage. */
    private void awaitMoment(KillPublishers publishers, KillSink sink, int round) throws InterruptedException {
        if (round % 3 == 1) {
            sink.fail(Duration.ofMillis(700));
        }
        var more = 1 + random.nextInt(round % 3 == 2 ? PUBLISHERS : MOMENT_MAX);
        publishers.awaitAccepted(publishers.accepted() + more, RECOVERY_MAX);
    }

    private NodeProcess startAgain(int port, KillSink sink, KillPublishers publishers)
            throws IOException, InterruptedException {
        var before = publishers.accepted();
        var start = System.nanoTime();
        var node = NodeProcess.start(port, data);
        sink.newLife();
        try {
            publishers.awaitAccepted(before + 1, RECOVERY_MAX);
            recoveries.accept((System.nanoTime() - start) / 1_000_000);
            return node;
        } catch (AssertionError | InterruptedException stuck) {
            node.kill();
            throw new AssertionError(stuck.getMessage() + "; it said:\n" + node.output() + node.errors(), stuck);
        }
    }

    private void check(KillPublishers publishers) {
        var lost = 0;
        var disorder = 0;
        var deliveries = 0L;
        var repeats = 0;
        var repeatsMax = 0;
        for (var ledger : ledgers.values()) {
            var verdict = ledger.verdict();
            lost += verdict.lost().size();
            disorder += verdict.disorder().size();
            deliveries += verdict.deliveries();
            repeats +=
                    verdict.repeats().values().stream().mapToInt(each -> each).sum();
            repeatsMax = Math.max(
                    repeatsMax,
                    verdict.repeats().values().stream()
                            .mapToInt(each -> each)
                            .max()
                            .orElse(0));
        }
        System.out.printf(
                "KillTest events=%d kills=%d subscriptions=%d deliveries=%d lost=%d out-of-order=%d repeats=%d"
                        + " (at most %d per kill and subscription, bound %d) recovery ms min/mean/max=%d/%.0f/%d%n",
                publishers.accepted(),
                ROUNDS,
                ledgers.size(),
                deliveries,
                lost,
                disorder,
                repeats,
                repeatsMax,
                REPEATS_MAX,
                recoveries.getMin(),
                recoveries.getAverage(),
                recoveries.getMax());
        assertThat(publishers.surprises()).as("answers but 200 and 503").isEmpty();
        ledgers.forEach((name, ledger) -> {
            assertThat(ledger.verdict().lost()).as("lost at " + name).isEmpty();
            assertThat(ledger.verdict().disorder())
                    .as("disorder at " + name + " of\n" + troubles())
                    .isEmpty();
        });
        assertThat(repeatsMax).isLessThanOrEqualTo(REPEATS_MAX);
    }

    private String troubles() {
        return said.toString()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .collect(Collectors.joining("\n"));
    }

    /** Retries that end long after the test, so that nothing becomes a dead letter; the lone patient goes one by one. */
    private static void subscribe(int port, String name, String endpoint) throws IOException, InterruptedException {
        var order = name.equals("patient") ? "subscription" : "subject";
        var retries = "\"PT0.1S\",\"PT0.2S\",\"PT0.5S\"" + ",\"PT1S\"".repeat(47);
        var body = """
                {"resourceType":"Subscription","status":"requested","reason":"kill","criteria":"eventType='pds-record-change-2'%s",\
                "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/json"},\
                "delivery":{"orderingKey":"%s","retries":[%s]}}""".formatted(CRITERIA.get(name), endpoint, order, retries);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/subscriptions"))
                .header("Content-Type", "application/fhir+json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
}
