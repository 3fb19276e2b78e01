package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
        var hanging = new ArrayList<CompletionStage<String>>();
        for (var each = 0; each < 100; each++) {
            hanging.add(threads.asking(HANGING, never::join));
        }

        assertThat(answer(threads.here(() -> "mine"))).isEqualTo("mine");
        assertThat(answer(threads.asking(OTHER, () -> "others'"))).isEqualTo("others'");
        assertThat(hanging.stream().filter(each -> !each.toCompletableFuture().isDone()))
                .hasSize(2);
        assertThatThrownBy(() -> answer(hanging.get(99))).hasCauseInstanceOf(KeysOutOfReach.class);
    }

    @Test
    void oneWhoseKeysAnswerAgainIsServedAgain() throws Exception {
        var first = threads.asking(HANGING, never::join);
        var second = threads.asking(HANGING, never::join);
        assertThat(threads.asking(HANGING, () -> "third").toCompletableFuture()).isCompletedExceptionally();

        never.complete("keys");
        assertThat(answer(first)).isEqualTo("keys");
        assertThat(answer(second)).isEqualTo("keys");

        assertThat(answer(threads.asking(HANGING, () -> "next"))).isEqualTo("next");
    }

    private static String answer(CompletionStage<String> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
