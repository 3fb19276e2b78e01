package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;

class VerifyingThreadsTest {

    private static final ApplicationId HANGING = new ApplicationId("hanging");
    private static final ApplicationId OTHER = new ApplicationId("other");

    private final VerifyingThreads threads = new VerifyingThreads();
    private final CompletableFuture<String> never = new CompletableFuture<>();

    @AfterEach
    void stop() {
        never.complete("late");
        threads.close();
    }

    @Test
    void oneWhoseKeysDoNotAnswerKeepsNobodyWaiting() throws Exception {
        var hanging = new ArrayList<CompletionStage<Void>>();
        for (var each = 0; each < 300; each++) {
            hanging.add(threads.asking(HANGING, never::join));
        }

        assertThat(answer(threads.here(() -> "mine"))).isEqualTo("mine");
        answer(threads.asking(OTHER, () -> {}));
        assertThat(hanging.stream().filter(each -> !each.toCompletableFuture().isDone()))
                .hasSize(201);
        assertThatThrownBy(() -> answer(hanging.get(299))).hasCauseInstanceOf(KeysOutOfReach.class);
    }

    @Test
    void whoWaitsWithAnotherOneIsToLookForItsOwnKey() throws Exception {
        var first = threads.asking(HANGING, never::join);
        var second = threads.asking(HANGING, () -> {
            throw new AssertionError("asked twice");
        });
        assertThat(second.toCompletableFuture()).isNotDone();

        never.complete("keys");

        answer(first);
        assertThatThrownBy(() -> answer(second)).hasCauseInstanceOf(KeysOutOfReach.class);
        answer(threads.asking(HANGING, () -> {}));
    }

    @Test
    void whoClaimsToBeOneAgainAndAgainLeavesTheOthersAPlace() throws Exception {
        var claims = new ArrayList<CompletionStage<String>>();
        for (var each = 0; each < 300; each++) {
            claims.add(threads.here(HANGING, never::join));
        }
        assertThat(claims.stream().filter(each -> !each.toCompletableFuture().isDone()))
                .hasSize(100);
        assertThatThrownBy(() -> answer(claims.get(299))).hasCauseInstanceOf(RejectedExecutionException.class);

        var other = threads.here(OTHER, () -> "other's");

        assertThat(answer(threads.here(() -> "certain"))).isEqualTo("certain");
        assertThat(other.toCompletableFuture().isCompletedExceptionally()).isFalse();
        never.complete("verified");
        assertThat(answer(other)).isEqualTo("other's");
        assertThat(answer(threads.here(HANGING, () -> "mine"))).isEqualTo("mine");
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
