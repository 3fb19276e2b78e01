package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OutagePublishers.Answer;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL fails in every way under a node that goes on running: meanwhile it answers 503 and never hangs, afterwards it
 * resumes by itself, and what it had answered 200 is delivered.
 */
class DatabaseOutageTest {

    private static final String TYPE = "patientflags-change-1";

    /** publish-timeout is 5 s; the rest is for a machine that does much else. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(8);

    /** Mostly below 3 s; but a notification that was lost comes again with the next nudge, after 10 s. */
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(20);

    /** Answers of 503 after which we believe that publishing is refused. */
    private static final int REFUSALS = 8;

    @TempDir
    private static Path directory;

    private static PostgresServer server;
    private static RunningNode node;
    private static Sink sink;
    private static RunningNode.Subscribed subscription;

    @BeforeAll
    static void start() {
        server = PostgresServer.create();
        node = RunningNode.start(directory, server.location().settings());
        sink = new Sink();
        subscription = node.subscribe("eventType='" + TYPE + "'", sink.url());
    }

    @AfterAll
    static void stop() {
        node.close();
        sink.close();
        server.close();
    }

    @Test
    void survivesThatAllConnectionsAreDropped() {
        outage("connections dropped", DatabaseOutageTest::dropConnections, 0, () -> {});
    }

    @Test
    void survivesAServerThatIsRestartedImmediately() {
        outage("restarted immediately", server::stopImmediately, 0, server::start);
    }

    @Test
    void survivesAServerThatIsStoppedForAWhile() {
        outage("stopped", server::stop, REFUSALS, server::start);
    }

    @Test
    void survivesAServerThatTakesConnectionsAndNeverAnswers() {
        outage("paused", server::pause, REFUSALS, server::resume);
    }

    @Test
    void survivesAServerThatTakesNoWrites() {
        outage("read-only", () -> readOnly("on"), REFUSALS, () -> readOnly("off"));
    }

    /** As behind a change of the server: each session stays what it was when it began, and only a new one can write. */
    @Test
    void survivesSessionsThatTakeNoWritesToTheirEnd() {
        outage(
                "read-only sessions",
                () -> {
                    server.execute("ALTER DATABASE openmns SET default_transaction_read_only = on");
                    dropConnections();
                },
                REFUSALS,
                () -> server.execute("ALTER DATABASE openmns RESET default_transaction_read_only"));
    }

    private static void dropConnections() {
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = 'openmns' AND pid <> pg_backend_pid()");
    }

    private static void readOnly(String value) {
        server.execute("ALTER SYSTEM SET default_transaction_read_only = " + value);
        server.execute("SELECT pg_reload_conf()");
    }

    /** Breaks the database under load until so many events were refused, mends it, and checks what was promised. */
    private static void outage(String kind, Runnable breaking, int refusals, Runnable mending) {
        try (var publishers = new OutagePublishers(node, TYPE)) {
            Eventually.get("an event is taken", () -> publishers.firstAccepted(Instant.EPOCH));
            var broken = Instant.now();
            breaking.run();
            try {
                if (refusals > 0) {
                    Eventually.holds("publishing is refused", () -> publishers.refusedSince(broken) >= refusals);
                    assertReadsAreAnswered();
                }
            } finally {
                mending.run();
            }
            var mended = Instant.now();

            var first = Eventually.get("an event is taken again", () -> publishers.firstAccepted(mended));
            var delivered = Eventually.get("it is delivered", () -> deliveryOf(first.id()));

            report(kind, publishers, broken, mended, first, delivered);
            assertThat(Duration.between(mended, first.at())).isLessThan(RECOVERY_MAX);
            assertThat(Duration.between(mended, delivered)).isLessThan(RECOVERY_MAX);
            Eventually.holds("a read is answered", () -> statusOf("/subscriptions") == 200);
            publishers.stop();
            assertAnswered(publishers);
        }
    }

    private static void assertReadsAreAnswered() {
        for (var path : Set.of("/subscriptions", "/subscriptions/" + subscription.id() + "/status")) {
            var start = Instant.now();
            var response = node.call("GET", path, "");
            assertThat(response.statusCode()).as(path + " " + response.body()).isIn(200, 503);
            assertThat(Duration.between(start, Instant.now())).isLessThan(ANSWER_MAX);
        }
    }

    private static int statusOf(String path) {
        return node.call("GET", path, "").statusCode();
    }

    private static void assertAnswered(OutagePublishers publishers) {
        assertThat(publishers.answers()).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(200, 503);
            assertThat(answer.status() == 503).isEqualTo(answer.retryAfter().isPresent());
            assertThat(answer.took()).isLessThan(ANSWER_MAX);
        });
        Eventually.holds("every event that was taken is delivered", () -> {
            var delivered = new HashSet<>(sink.eventIds());
            return publishers.answers().stream()
                    .filter(answer -> answer.status() == 200)
                    .allMatch(answer -> delivered.contains(answer.id()));
        });
    }

    private static Optional<Instant> deliveryOf(String id) {
        return sink.received().stream()
                .filter(received -> received.eventId().equals(id))
                .map(Sink.Received::at)
                .findFirst();
    }

    private static void report(
            String kind, OutagePublishers publishers, Instant broken, Instant mended, Answer first, Instant delivered) {
        LoggerFactory.getLogger(DatabaseOutageTest.class)
                .info(
                        "{}: {} ms, {} refused; after it the first 200 in {} ms, its delivery in {} ms",
                        kind,
                        Duration.between(broken, mended).toMillis(),
                        publishers.refusedSince(broken),
                        Duration.between(mended, first.at()).toMillis(),
                        Duration.between(mended, delivered).toMillis());
    }
}
