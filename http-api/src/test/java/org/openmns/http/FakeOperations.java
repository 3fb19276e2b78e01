package org.openmns.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node as a test wants it to be. */
final class FakeOperations implements Operations {

    static final ClusterView VIEW = new ClusterView(
            "10.0.0.7:25520",
            Optional.of("10.0.0.7:25520"),
            Optional.of("10.0.0.7:25520"),
            List.of(new ClusterView.Member(
                    "10.0.0.7:25520",
                    new ClusterView.Standing("up", true, 1),
                    new ClusterView.Software("0.1.0", List.of("dc-default")),
                    Optional.of(new ClusterView.Node(
                            Duration.ofSeconds(90), false, new ClusterView.Load(3, 4), new ClusterView.Load(5, 6))))),
            List.of("10.0.0.8:25520"));

    boolean alive = true;
    boolean closing;
    List<String> notReady = List.of();

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public CompletionStage<List<String>> notReadyBecause() {
        return CompletableFuture.completedStage(notReady);
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public CompletionStage<ClusterView> cluster() {
        return CompletableFuture.completedStage(VIEW);
    }
}
