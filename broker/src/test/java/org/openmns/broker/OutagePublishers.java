package org.openmns.broker;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Publishes without end while a test breaks the database, and keeps what it was answered. */
final class OutagePublishers implements AutoCloseable {

    private static final int PUBLISHERS = 4;

    /** Between two events of one publisher: an outage is about time, not about load. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Over all tests: an id that comes again is not delivered again. */
    private static final AtomicInteger next = new AtomicInteger();

    private final RunningNode node;
    private final String type;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
    private volatile boolean stopped;

    /** What one event was answered: 0 where it was nothing. */
    record Answer(String id, Instant sentAt, Instant at, int status, Optional<String> retryAfter) {

        Duration took() {
            return Duration.between(sentAt, at);
        }
    }

    OutagePublishers(RunningNode node, String type) {
        this.node = node;
        this.type = type;
        for (var publisher = 0; publisher < PUBLISHERS; publisher++) {
            var subject = "subject-" + publisher;
            threads.execute(() -> publish(subject));
        }
    }

    private void publish(String subject) {
        while (!stopped) {
            var id = "outage-" + next.incrementAndGet();
            var sentAt = Instant.now();
            try {
                var response = node.send(RunningNode.event(type, id, subject, Map.of()));
                answers.add(answer(id, sentAt, response));
            } catch (UncheckedIOException none) {
                answers.add(new Answer(id, sentAt, Instant.now(), 0, Optional.empty()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static Answer answer(String id, Instant sentAt, HttpResponse<String> response) {
        return new Answer(
                id,
                sentAt,
                Instant.now(),
                response.statusCode(),
                response.headers().firstValue("Retry-After"));
    }

    /** All of them so far. */
    Collection<Answer> answers() {
        return answers;
    }

    /** The first event that was sent after this and answered 200. */
    Optional<Answer> firstAccepted(Instant after) {
        return answers.stream()
                .filter(answer -> answer.status() == 200 && answer.sentAt().isAfter(after))
                .findFirst();
    }

    long refusedSince(Instant start) {
        return answers.stream()
                .filter(answer -> answer.status() == 503 && answer.at().isAfter(start))
                .count();
    }

    /** Returns once every event is answered. */
    void stop() {
        stopped = true;
        threads.shutdown();
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
