package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.CohortWeight;
import org.openmns.cohort.NhsNumber;

/** What cohorts cost in memory: a sixth of England's practices, each with the patients it has on average. */
class CohortMemoryTest {

    private static final int COHORTS = 1_000;
    private static final int VALUES = 10_400;
    private static final int BYTES_PER_VALUE_MAX = 24;

    @Test
    void aValueTakesAtMost24Bytes() {
        var before = usedBytes();
        var table = new CohortTable();
        for (var practice = 0; practice < COHORTS; practice++) {
            table.put(key(practice), List.of(patients(practice)));
        }

        var perValue = (usedBytes() - before) / (double) table.size();
        System.out.printf("CohortMemoryTest %.1f bytes a value%n", perValue);

        assertThat(table.size()).isEqualTo((long) COHORTS * VALUES);
        assertThat(perValue).isLessThan(BYTES_PER_VALUE_MAX);
        assertThat(table.membership(key(7))
                        .contains(NhsNumber.unpack(patients(7).nhsNumber(1))))
                .isTrue();
    }

    /** By this it is decided whether there is room for more: what is less than the truth would let a node run out of memory. */
    @Test
    void noCohortTakesMoreThanItsWeight() {
        // The first one counts what is loaded by it, too.
        usedOfWeight(3);

        for (var length : new int[] {3, 10, 100}) {
            assertThat(usedOfWeight(length)).as("%d letters", length).isBetween(0.4, 1.0);
        }
    }

    private static double usedOfWeight(int length) {
        var before = usedBytes();
        var table = new CohortTable();
        var weight = 0L;
        for (var cohort = 0; cohort < 100; cohort++) {
            var first = cohort * 2_000;
            var texts = CohortValues.of(IntStream.range(first, first + 2_000)
                    .mapToObj(number -> text(number, length))
                    .toList());
            weight += CohortWeight.of(texts);
            table.put(key(cohort), List.of(texts));
        }
        var used = (usedBytes() - before) / (double) weight;
        System.out.printf("CohortMemoryTest %.2f of the weight of %d texts%n", used, table.size());
        return used;
    }

    private static String text(int number, int length) {
        var digits = Integer.toString(number, Character.MAX_RADIX);
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    private static CohortKey key(int practice) {
        return CohortTableTest.key("practice" + practice, "patients");
    }

    /** No patient has two practices. The numbers are spread over all that there may be. */
    private static CohortValues patients(int practice) {
        var numbers = IntStream.range(0, 2 * VALUES)
                .map(i -> (int) ((practice * 2L * VALUES + i) * 611_953 % 1_000_000_000))
                .filter(CohortTableTest::isNhsNumber)
                .limit(VALUES)
                .sorted()
                .toArray();
        return CohortValues.ofSorted(numbers, List.of());
    }

    private static long usedBytes() {
        // Twice, for what the first one has made ready to be found.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
