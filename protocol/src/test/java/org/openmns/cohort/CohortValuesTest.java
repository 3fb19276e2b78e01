package org.openmns.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CohortValuesTest {

    private static final String ONE = "9434765919";
    private static final String TWO = "9000000009";

    @Test
    void holdsEachValueOnceInItsOrder() {
        var values = CohortValues.of(List.of("b", ONE, "a", TWO, ONE, "b", "943476591"));

        assertThat(values.size()).isEqualTo(5);
        assertThat(all(values)).containsExactly(TWO, ONE, "943476591", "a", "b");
        assertThat(all(CohortValues.ofSorted(new int[] {NhsNumber.pack(TWO)}, List.of("a"))))
                .containsExactly(TWO, "a");
    }

    @Test
    void containsWhatItHolds() {
        var values = CohortValues.of(List.of(ONE, "b", ""));

        assertThat(List.of(ONE, "b", "")).allMatch(values::contains);
        assertThat(List.of(TWO, "a", "B", " b", "9434765918")).noneMatch(values::contains);
        assertThat(CohortValues.NONE.contains("")).isFalse();
    }

    @Test
    void addsAndTakesAwayAsSetsDo() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("CohortValuesTest seed " + seed);
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 2_000; round++) {
            var some = some(random);
            var others = some(random);
            var union = new TreeSet<>(some);
            union.addAll(others);
            var rest = new TreeSet<>(some);
            rest.removeAll(others);

            var values = CohortValues.of(some);
            var as = "seed " + seed + " round " + round;
            assertThat(all(values.plus(CohortValues.of(others)))).as(as).containsExactlyElementsOf(ordered(union));
            assertThat(all(values.minus(CohortValues.of(others)))).as(as).containsExactlyElementsOf(ordered(rest));
            some.retainAll(others);
            assertThat(all(values.and(CohortValues.of(others)))).as(as).containsExactlyElementsOf(ordered(some));
        }
    }

    @Test
    void saysNoValue() {
        assertThat(CohortValues.of(List.of(ONE, "b"))).hasToString("CohortValues[2]");
    }

    private static Set<String> some(SplittableRandom random) {
        var some = new TreeSet<String>();
        IntStream.range(0, random.nextInt(6)).forEach(i -> some.add("t" + random.nextInt(6)));
        IntStream.range(0, random.nextInt(9)).forEach(i -> some.add(NhsNumber.unpack(20 + 3 * random.nextInt(8))));
        some.removeIf(value -> value.endsWith(":"));
        return some;
    }

    private static List<String> ordered(Set<String> values) {
        return all(CohortValues.of(values));
    }

    private static List<String> all(CohortValues values) {
        var all = new ArrayList<String>();
        for (var place = 0; place < values.nhsNumbers(); place++) {
            all.add(NhsNumber.unpack(values.nhsNumber(place)));
        }
        all.addAll(values.texts());
        return all;
    }
}
