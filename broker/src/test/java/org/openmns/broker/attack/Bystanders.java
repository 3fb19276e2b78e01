package org.openmns.broker.attack;

import static java.net.http.HttpClient.Version.HTTP_1_1;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openmns.broker.Eventually;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** Those who do everything right while others attack: one publishes, one receives, one comes on a new connection. */
final class Bystanders implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(10);
    private static final Duration NEWCOMERS_PACE = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final Sink sink = new Sink();
    private final String url;
    private final String type;
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile Phase phase = new Phase();
    private volatile boolean over;

    /** A newcomer whom the kernel has no place for amid a flood is not refused: its own kernel tries again after 1, 3 and 7 s. */
    private static final Duration KERNEL_TRIES = Duration.ofSeconds(15);

    /** What they saw for a while. */
    static final class Phase {

        final Latencies published = new Latencies();
        final Latencies received = new Latencies();
        final Latencies newcomers = new Latencies();

        /** Who waited more than ten times as long as in that calm phase, and longer than is allowed in any case. */
        List<String> slower(Phase calm, Duration allowed) {
            return Stream.of(
                            slower("publish", published, calm.published, allowed),
                            slower("deliver", received, calm.received, allowed),
                            slower("connect", newcomers, calm.newcomers, allowed.plus(KERNEL_TRIES)))
                    .flatMap(Optional::stream)
                    .toList();
        }

        private static Optional<String> slower(String what, Latencies now, Latencies calm, Duration allowed) {
            var p99 = now.percentile(99);
            return p99.compareTo(allowed) > 0
                            && p99.compareTo(calm.percentile(99).multipliedBy(10)) > 0
                    ? Optional.of(what + " took " + p99 + ", in peace " + calm.percentile(99))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "publish %s | deliver %s | connect %s".formatted(published, received, newcomers);
        }
    }

    Bystanders(String url, String type) {
        this.url = url;
        this.type = type;
        sink.observing(request -> arrived(request.eventId()));
    }

    String endpoint() {
        return sink.url();
    }

    void start() {
        thread("publisher", PACE, this::publish);
        thread("newcomer", NEWCOMERS_PACE, this::connect);
    }

    /** From now on they count anew; answers what they saw until now. */
    Phase nextPhase() {
        var last = phase;
        phase = new Phase();
        return last;
    }

    /** How many were published in this phase so far. */
    int published() {
        return phase.published.count();
    }

    /** What went wrong for any of them. */
    List<String> failures() {
        return failures;
    }

    /** Waits until each of them has been served in this phase, however long that takes. */
    void awaitEach() {
        var now = phase;
        Eventually.holds(
                "everybody served again",
                Duration.ofMinutes(1),
                () -> now.published.count() > 0 && now.received.count() > 0 && now.newcomers.count() > 0);
    }

    /** Stops publishing and waits until all that was published has arrived. */
    void awaitAll() {
        over = true;
        Eventually.holds("all events at the good receiver", sentAt::isEmpty);
    }

    private void publish() throws IOException, InterruptedException {
        var id = "bystander-" + System.nanoTime();
        var began = System.nanoTime();
        sentAt.put(id, began);
        var request = HttpRequest.newBuilder(URI.create(url + "/events"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(RunningNode.event(type, id, id, Map.of())))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        phase.published.add(System.nanoTime() - began);
        if (answer.statusCode() != 200) {
            failures.add("a publisher was answered " + answer.statusCode());
        }
    }

    private void connect() throws IOException, InterruptedException {
        var began = System.nanoTime();
        var request = HttpRequest.newBuilder(URI.create(url + "/_ping"))
                .timeout(TIMEOUT)
                .build();
        var answer = HttpClient.newBuilder()
                .version(HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()
                .send(request, BodyHandlers.ofString());
        phase.newcomers.add(System.nanoTime() - began);
        if (answer.statusCode() != 200) {
            failures.add("a newcomer was answered " + answer.statusCode());
        }
    }

    private void arrived(String id) {
        var sent = sentAt.remove(id);
        if (sent != null) {
            phase.received.add(System.nanoTime() - sent);
        }
    }

    /** Something that is done again and again. */
    private interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private void thread(String name, Duration pace, Deed deed) {
        var thread = new Thread(() -> repeat(name, pace, deed), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void repeat(String name, Duration pace, Deed deed) {
        while (!over) {
            try {
                deed.run();
                TimeUnit.NANOSECONDS.sleep(pace.toNanos());
            } catch (IOException failed) {
                failures.add("a " + name + " failed: " + failed);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        sink.close();
    }
}
