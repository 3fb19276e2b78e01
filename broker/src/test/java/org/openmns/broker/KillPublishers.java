package org.openmns.broker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openmns.broker.KillLedger.Told;

/**
 * Publishers, each with patients of its own, whose events it publishes strictly one after another: the next one only after
 * the last one was answered 200, the same one again after anything else.
 */
final class KillPublishers implements AutoCloseable {

    private static final Duration AGAIN_AFTER = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final URI events;
    private final Collection<KillLedger> ledgers;
    private final List<String> surprises = new ArrayList<>();
    private long accepted;

    KillPublishers(int port, Collection<KillLedger> ledgers) {
        this.events = URI.create("http://127.0.0.1:" + port + "/events");
        this.ledgers = ledgers;
    }

    void start(int publishers, int patients) {
        for (var first = 0; first < publishers; first++) {
            var patient = first;
            var thread = new Thread(() -> publish(patient, publishers, patients), "publisher-" + first);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Waits until so many events have been answered 200 since the start. */
    synchronized void awaitAccepted(long number, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (accepted < number) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("accepted only " + accepted + " of " + number + " within " + atMost);
            }
            wait(left);
        }
    }

    synchronized long accepted() {
        return accepted;
    }

    /** Answers that are neither 200 nor 503. */
    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    private void publish(int first, int step, int patients) {
        try {
            for (var number = 1; stopped.getCount() > 0; number++) {
                for (var patient = first; patient < patients; patient += step) {
                    publish(new Told(patient, number));
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once begun an event is published, also after the others were told to stop: it may be in the log already. */
    private void publish(Told told) throws InterruptedException {
        while (!isAccepted(told)) {
            // Retry-After is a whole second; a test that waited so long would publish little between two kills.
            stopped.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
        ledgers.forEach(ledger -> ledger.published(told));
        synchronized (this) {
            accepted++;
            notifyAll();
        }
    }

    private boolean isAccepted(Told told) throws InterruptedException {
        try {
            var answer = http.send(request(told), BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                synchronized (this) {
                    surprises.add(answer.statusCode() + " " + answer.body());
                }
            }
            return answer.statusCode() == 200;
        } catch (IOException killed) {
            return false;
        }
    }

    private HttpRequest request(Told told) {
        var event = """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.personal-demographics-service","type":"pds-record-change-2",\
                "time":"2026-01-01T09:00:00Z","subject":"%s","versionid":"W/\\"%d\\"",\
                "filtering":{"changed_name":%b,"registeredgpodscode":"%s","nhsnumber":"%s"}}""".formatted(
                        told.id(),
                        KillTest.subject(told),
                        told.number(),
                        KillTest.changesName(told),
                        KillTest.practice(told),
                        KillTest.subject(told));
        return HttpRequest.newBuilder(events)
                .header("Content-Type", "application/cloudevents+json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(event))
                .build();
    }

    /** Each ends with the event it is at, and needs the node for that. */
    void finish() throws InterruptedException {
        stopped.countDown();
        for (var thread : threads) {
            thread.join(Duration.ofMinutes(1).toMillis());
            if (thread.isAlive()) {
                throw new AssertionError("a publisher has not got its answer");
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.forEach(Thread::interrupt);
    }
}
