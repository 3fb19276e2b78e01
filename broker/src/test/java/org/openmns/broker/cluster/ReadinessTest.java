package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final String NOT_PLACED = "this node does not know yet which node places topics and subscriptions";

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private boolean stopping;
    private Optional<String> notMember = Optional.empty();
    private boolean registered = true;
    private Supplier<CompletionStage<?>> database = () -> CompletableFuture.completedStage(1);

    private final Readiness readiness = new Readiness(
            new Readiness.Checks(
                    () -> stopping, () -> notMember, () -> CompletableFuture.completedStage(registered), this::ask),
            nanos::get);

    private CompletionStage<?> ask() {
        questions.incrementAndGet();
        return database.get();
    }

    private List<String> reasons() {
        var reasons = readiness.reasons().toCompletableFuture();
        assertThat(reasons).succeedsWithin(10, TimeUnit.SECONDS);
        return reasons.join();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void isReadyWhereNothingSpeaksAgainstIt() {
        assertThat(reasons()).isEmpty();
    }

    @Test
    void isNotReadyFromTheMomentItStops() {
        assertThat(reasons()).isEmpty();

        stopping = true;

        assertThat(reasons()).containsExactly("this node is stopping");
    }

    @Test
    void isNotReadyUnlessItIsAMember() {
        notMember = Optional.of("it is joining");

        assertThat(reasons()).containsExactly("this node is not in the cluster: it is joining");
    }

    @Test
    void namesAllThatIsWrong() {
        registered = false;
        database = () -> CompletableFuture.failedStage(new IllegalStateException("gone"));

        assertThat(reasons()).containsExactly(NOT_PLACED, "the database does not answer");
    }

    @Test
    void onceTheRegionsAreRegisteredAMovingCoordinatorIsNoReason() {
        registered = false;
        assertThat(reasons()).containsExactly(NOT_PLACED);
        registered = true;
        pass(Duration.ofSeconds(2));
        assertThat(reasons()).isEmpty();

        registered = false;
        pass(Duration.ofSeconds(2));

        assertThat(reasons()).isEmpty();
    }

    @Test
    void asksTheDatabaseOnceASecondHoweverManyProbesThereAre() {
        for (var probe = 0; probe < 100; probe++) {
            reasons();
        }
        assertThat(questions).hasValue(1);

        pass(Duration.ofMillis(1_001));
        reasons();

        assertThat(questions).hasValue(2);
    }

    @Test
    void aDatabaseThatHangsIsAReasonAndGetsNoSecondQuestionUntilItAnswers() {
        var hanging = new CompletableFuture<Integer>();
        database = () -> hanging;
        assertThat(reasons()).containsExactly("the database does not answer");

        pass(Duration.ofSeconds(5));
        assertThat(reasons()).containsExactly("the database does not answer");
        assertThat(questions).hasValue(1);

        hanging.complete(1);
        pass(Duration.ofSeconds(5));
        assertThat(reasons()).isEmpty();
    }
}
