package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.Membership;
import org.openmns.cohort.NhsNumber;

/** What readers see while others write. */
@Timeout(60)
class CohortTableConcurrentTest {

    private static final int ROUNDS = 400;
    private static final CohortKey MINE = CohortTableTest.key("acme", "mine");
    private static final CohortKey OTHER = CohortTableTest.key("acme", "other");
    private static final String ALWAYS = "9434765919";

    /** Numbers far apart, so that they lie in many segments. */
    private static final CohortValues EVEN = numbers(0);

    private static final CohortValues ODD = numbers(1);
    private static final CohortValues ALWAYS_ONE = CohortValues.of(List.of(ALWAYS));

    private final CohortTable table = new CohortTable();

    @Test
    void aReplacedCohortIsSeenOldOrNewAndNeverHalf() {
        var current = new AtomicInteger();
        var random = new SplittableRandom(1);
        table.put(round(0), List.of(EVEN));

        assertWhile(() -> replaceOneAfterTheOther(current), () -> {
            var cohort = table.membership(round(current.get()));
            var old = NhsNumber.unpack(EVEN.nhsNumber(random.nextInt(EVEN.nhsNumbers())));
            var replacing = NhsNumber.unpack(ODD.nhsNumber(random.nextInt(ODD.nhsNumbers())));
            var seesNew = cohort.contains(replacing);
            var seesOld = cohort.contains(old);
            return seesNew ? !seesOld : seesOld || cohort.contains(replacing);
        });
    }

    @Test
    void whatACohortContainsIsFoundByItsValue() {
        var current = new AtomicInteger();
        var random = new SplittableRandom(2);

        assertWhile(() -> replaceOneAfterTheOther(current), () -> {
            var cohort = table.membership(round(current.get()));
            var value = NhsNumber.unpack(ODD.nhsNumber(random.nextInt(ODD.nhsNumbers())));
            return !cohort.contains(value) || isFound(cohort, value);
        });
    }

    private boolean isFound(Membership cohort, String value) {
        var told = new AtomicBoolean();
        table.holding(value, each -> told.compareAndSet(false, each.equals(cohort)));
        return told.get();
    }

    private void replaceOneAfterTheOther(AtomicInteger current) {
        for (var round = 1; round < ROUNDS; round++) {
            table.put(round(round), List.of(EVEN));
            current.set(round);
            table.put(round(round), List.of(ODD));
        }
    }

    private static CohortKey round(int number) {
        return CohortTableTest.key("acme", "round" + number);
    }

    @Test
    void aValueOfTheOldAndTheNewCohortIsFoundAtEveryMoment() {
        var mine = table.membership(MINE);
        table.put(MINE, List.of(EVEN, ALWAYS_ONE));

        assertWhile(
                () -> {
                    for (var round = 0; round < ROUNDS; round++) {
                        table.put(MINE, List.of(round % 2 == 0 ? ODD : EVEN, ALWAYS_ONE));
                    }
                },
                () -> isFound(mine, ALWAYS) && mine.contains(ALWAYS));
    }

    @Test
    void aCohortIsFoundWhileOthersComeAndGo() {
        var mine = table.membership(MINE);
        table.put(MINE, List.of(ALWAYS_ONE));

        assertWhile(
                () -> {
                    for (var round = 0; round < ROUNDS; round++) {
                        table.put(OTHER, List.of(EVEN, ALWAYS_ONE));
                        table.delete(OTHER);
                    }
                },
                () -> isFound(mine, ALWAYS));
    }

    @Test
    void writersOfOneCohortLoseNothingOfEachOther() {
        var all = IntStream.range(0, 4)
                .mapToObj(CohortTableConcurrentTest::numbers)
                .toList();
        CompletableFuture.allOf(all.stream()
                        .map(values -> CompletableFuture.runAsync(() -> addOneByOne(values)))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(table.size()).isEqualTo(4L * EVEN.size());
        for (var values : all) {
            for (var place = 0; place < values.nhsNumbers(); place++) {
                var told = new AtomicBoolean();
                table.holding(NhsNumber.unpack(values.nhsNumber(place)), cohort -> told.set(true));
                assertThat(told).isTrue();
            }
        }
    }

    private void addOneByOne(CohortValues values) {
        for (var place = 0; place < values.nhsNumbers(); place++) {
            table.change(
                    MINE, CohortValues.ofSorted(new int[] {values.nhsNumber(place)}, List.of()), CohortValues.NONE);
        }
    }

    private static void assertWhile(Runnable writing, BooleanSupplier reading) {
        var writer = CompletableFuture.runAsync(writing);
        var seen = 0L;
        while (!writer.isDone()) {
            assertThat(reading.getAsBoolean()).isTrue();
            seen++;
        }
        writer.join();
        assertThat(seen).isPositive();
    }

    private static CohortValues numbers(int from) {
        return CohortValues.ofSorted(
                IntStream.range(0, 900)
                        .map(i -> from + 1_000_003 * i)
                        .filter(CohortTableTest::isNhsNumber)
                        .limit(500)
                        .toArray(),
                List.of());
    }
}
