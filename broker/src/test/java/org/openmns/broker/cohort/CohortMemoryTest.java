package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortValues;
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
