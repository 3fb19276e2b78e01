package org.openmns.broker.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.openmns.broker.PostgresServer;
import org.openmns.broker.fault.Timeline.Episode;

/** Where a fault happens: the cluster, its database, and what is known of who does what. */
record Scene(Cluster cluster, PostgresServer server, Trial trial) {

    /** A start takes seconds; this is for a machine that does much else. */
    private static final Duration READY_MAX = Duration.ofMinutes(4);

    private static final int ATTEMPTS_MAX = 12;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(6);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final Pattern TOPICS = Pattern.compile(
            "\"address\":\"127\\.0\\.1\\.(\\d+):.*?\"topics\":\\{\"shards\":\\d+,\"entities\":(\\d+)\\}");

    /** The node from which this follower was last delivered to. */
    Member holderOf(Follower follower) {
        var sender = trial.ledger(follower).lastSender();
        return sender == null ? cluster.oldest() : cluster.member(sender.node());
    }

    /** The node that holds most of the topics, by what any node says of the cluster. */
    Member holderOfTopics() {
        var most = -1;
        var holder = cluster.oldest();
        var found = TOPICS.matcher(view());
        while (found.find()) {
            var entities = Integer.parseInt(found.group(2));
            if (entities > most) {
                most = entities;
                holder = cluster.member(Integer.parseInt(found.group(1)) - 1);
            }
        }
        return holder;
    }

    private String view() {
        return ask("/cluster").orElse("");
    }

    /** What this follower's subscription says of itself. */
    String status(Follower follower) {
        return ask("/subscriptions/" + trial.subscription(follower) + "/status")
                .orElseThrow(() -> new AssertionError("no node tells the status of " + follower.name()));
    }

    /** The answer of the first node that has one; all are asked several times. */
    private Optional<String> ask(String path) {
        for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            var door = cluster.doors().get(attempt % cluster.doors().size());
            try {
                var answer = get(door.resolve(path));
                if (answer.statusCode() == 200) {
                    return Optional.of(answer.body());
                }
            } catch (IOException gone) {
                // Another one knows as well.
            }
        }
        return Optional.empty();
    }

    private static HttpResponse<String> get(URI url) throws IOException {
        try {
            var request = HttpRequest.newBuilder(url).timeout(ANSWER_MAX).build();
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** Lets a fault last. */
    void last(Duration length) {
        var end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** Waits until the process that was just started listens. */
    void awaitReady(Member member) {
        var end = System.nanoTime() + READY_MAX.toNanos();
        while (!member.isReady()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("node " + member.number() + " is not ready within " + READY_MAX);
            }
            last(LOOK_AGAIN);
        }
    }

    /** Waits until all processes listen. */
    void awaitReady() {
        cluster.members().forEach(this::awaitReady);
    }

    void recoverFromNow(Episode episode) {
        trial.timeline().recoverFromNow(episode);
    }
}
