package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.Holding;

/** A node's share of the room that an application has, before a directory that other nodes write to, too. */
class SubscriptionQuotaTest {

    private static final String OWNER = "acme";

    private final AtomicLong nanos = new AtomicLong();
    private final Counted directory = new Counted();

    /** Holds a number, and counts how often it is asked; answers at once unless told to wait. */
    private static final class Counted implements SubscriptionQuota.Count {
        private long stored;
        private int asked;
        private long off;
        private Optional<CompletableFuture<Holding>> waiting = Optional.empty();

        @Override
        public CompletionStage<Holding> of(String owner, int max) {
            asked++;
            return waiting.orElseGet(() -> CompletableFuture.completedFuture(
                    new Holding(Math.min(stored, max), Math.min(stored + off, 2L * max))));
        }
    }

    private SubscriptionQuota quota(int max) {
        return new SubscriptionQuota(max, directory, Duration.ofSeconds(3), nanos::get);
    }

    private CompletionStage<Boolean> create(SubscriptionQuota quota) {
        return quota.within(OWNER, () -> {
            directory.stored++;
            return CompletableFuture.completedStage(true);
        });
    }

    private static boolean isDone(CompletionStage<?> created) {
        return created.toCompletableFuture().isDone();
    }

    private static boolean isRefused(CompletionStage<?> created) {
        try {
            created.toCompletableFuture().join();
            return false;
        } catch (CompletionException failed) {
            assertThat(failed.getCause())
                    .isInstanceOfSatisfying(
                            RequestRefused.class,
                            refused -> assertThat(refused.response().status()).isEqualTo(StatusCodes.CONFLICT));
            return true;
        }
    }

    @Test
    void givesAsManyAsThereMayBeAndNotOneMore() {
        for (var max : List.of(1, 2, 9, 10, 11, 137)) {
            directory.stored = 0;
            var quota = quota(max);

            for (var number = 0; number < max; number++) {
                assertThat(isRefused(create(quota))).as("%d of %d", number, max).isFalse();
            }

            assertThat(isRefused(create(quota))).isTrue();
            assertThat(directory.stored).isEqualTo(max.longValue());
        }
    }

    @Test
    void keepsTwiceAsManyWithThoseThatAreOffAndSaysThatSomeOfThoseAreToGo() {
        for (var max : List.of(1, 2, 11, 137)) {
            directory.stored = 0;
            directory.off = max + 1L;
            var quota = quota(max);

            for (var number = 0; number < max - 1; number++) {
                assertThat(isRefused(create(quota))).as("%d of %d", number, max).isFalse();
            }

            assertThat(create(quota).toCompletableFuture().handle((created, failure) -> Failures.answerTo(failure)))
                    .isCompletedWithValueMatching(answer -> text(answer).contains("delete some that are off first"));
            assertThat(directory.stored).isEqualTo(max - 1L);
        }
    }

    private static String text(HttpResponse answer) {
        return ((HttpEntity.Strict) answer.entity()).getData().utf8String();
    }

    @Test
    void withoutALimitNobodyCounts() {
        assertThat(isRefused(create(quota(0)))).isFalse();
        assertThat(directory.asked).isZero();
    }

    @Test
    void withoutALimitNobodyLooksWhetherItIsThereAlready() {
        var looked = new AtomicLong();
        Supplier<CompletionStage<Boolean>> there = () -> CompletableFuture.completedStage(looked.incrementAndGet() > 0);
        Supplier<CompletionStage<Boolean>> creating = () -> CompletableFuture.completedStage(true);

        assertThat(isRefused(quota(0).within(OWNER, there, creating))).isFalse();
        assertThat(looked).hasValue(0);
        assertThat(isRefused(quota(1).within(OWNER, there, creating))).isFalse();
        assertThat(looked).hasValue(1);
    }

    @Test
    void countsSeldomWhereThereIsRoomAndOnceASecondWhereThereIsNone() {
        var roomy = quota(100_000);
        for (var number = 0; number < 5_000; number++) {
            create(roomy);
        }
        assertThat(directory.asked).isEqualTo(1);

        var full = quota(5_000);
        for (var number = 0; number < 1_000; number++) {
            assertThat(isRefused(create(full))).isTrue();
        }
        assertThat(directory.asked).isEqualTo(2);
    }

    @Test
    void findsOutWhatOtherNodesDidWithinSeconds() {
        var quota = quota(1_000);
        create(quota);
        directory.stored = 1_000;
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(isRefused(create(quota))).isTrue();

        directory.stored = 999;
        assertThat(isRefused(create(quota))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(isRefused(create(quota))).isFalse();
    }

    @Test
    void whoDeletesOneHereNeedNotWait() {
        var quota = quota(1);
        create(quota);
        assertThat(isRefused(create(quota))).isTrue();

        directory.stored--;
        quota.oneLess(OWNER);

        assertThat(isRefused(create(quota))).isFalse();
    }

    @Test
    void theLastPlaceIsDecidedWhenThoseUnderWayAreAndNotBefore() {
        var quota = quota(1);
        var first = new CompletableFuture<Boolean>();
        var second = new CompletableFuture<Boolean>();
        var one = quota.within(OWNER, () -> first);
        var two = quota.within(OWNER, () -> second).toCompletableFuture();
        assertThat(two).isNotDone();

        // The first one fails, so that the second one may; it succeeds, so that the third one may not.
        first.completeExceptionally(new IllegalStateException("no"));
        var three = create(quota);
        assertThat(three).isNotDone();
        directory.stored = 1;
        second.complete(true);

        assertThat(one.toCompletableFuture()).isCompletedExceptionally();
        assertThat(two.join()).isTrue();
        assertThat(isRefused(three)).isTrue();
    }

    @Test
    void whoComesWhileItIsCountedWaitsForTheSameCount() {
        var quota = quota(100);
        directory.waiting = Optional.of(new CompletableFuture<>());
        var all = new ArrayList<CompletionStage<Boolean>>();
        for (var number = 0; number < 5; number++) {
            all.add(create(quota));
        }
        assertThat(all).noneMatch(SubscriptionQuotaTest::isDone);

        var counted = directory.waiting.orElseThrow();
        directory.waiting = Optional.empty();
        counted.complete(new Holding(0, 0));

        assertThat(all).allMatch(each -> !isRefused(each));
        assertThat(directory.asked).isEqualTo(1);
    }

    @Test
    void whatCannotBeCountedIsNotCreatedAndIsCountedTheNextTime() {
        var quota = quota(10);
        directory.waiting = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("away")));
        assertThat(create(quota)).isCompletedExceptionally();
        assertThat(directory.stored).isZero();

        directory.waiting = Optional.empty();
        assertThat(isRefused(create(quota))).isFalse();
    }

    @Test
    void whatFailsToBeCreatedTakesNoPlace() {
        var quota = quota(1);
        for (var number = 0; number < 3; number++) {
            assertThat(quota.within(OWNER, () -> {
                                throw new IllegalStateException("no");
                            })
                            .toCompletableFuture())
                    .isCompletedExceptionally();
        }

        assertThat(isRefused(create(quota))).isFalse();
    }

    @Test
    void oneOwnersSubscriptionsAreNotAnothers() {
        var quota = quota(1);
        create(quota);
        directory.stored = 0;

        assertThat(quota.within("other", () -> CompletableFuture.completedStage(true))
                        .toCompletableFuture()
                        .join())
                .isTrue();
    }
}
