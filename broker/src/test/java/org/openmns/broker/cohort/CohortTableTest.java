package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.Membership;
import org.openmns.cohort.NhsNumber;

class CohortTableTest {

    private static final CohortKey MINE = key("acme", "mine");
    private static final CohortKey THEIRS = key("other", "mine");

    /** NHS numbers and texts that are nearly such. */
    private static final List<String> UNIVERSE = IntStream.range(0, 60)
            .mapToObj(i -> NhsNumber.unpack(900_000_000 + i))
            .map(text -> text.endsWith(":") ? "t" + text : text)
            .toList();

    private final CohortTable table = new CohortTable();

    @Test
    void namesAreEachOwnersOwn() {
        table.put(MINE, List.of(CohortValues.of(List.of("a"))));

        assertThat(table.membership(MINE).contains("a")).isTrue();
        assertThat(table.membership(THEIRS).contains("a")).isFalse();
        assertThat(holding("a")).containsExactly(table.membership(MINE));
        assertThat(table.keys()).containsExactly(MINE);
    }

    @Test
    void aMembershipStaysValidWhateverBecomesOfTheCohort() {
        var mine = table.membership(MINE);
        assertThat(mine.contains("a")).isFalse();

        table.put(MINE, List.of(CohortValues.of(List.of("a"))));
        assertThat(mine.contains("a")).isTrue();

        table.delete(MINE);
        table.delete(MINE);
        assertThat(mine.contains("a")).isFalse();
        assertThat(table.keys()).isEmpty();

        table.change(MINE, CohortValues.of(List.of("b")), CohortValues.NONE);
        assertThat(mine.contains("b")).isTrue();
        assertThat(mine).isEqualTo(table.membership(MINE));
    }

    @Test
    void whatIsAddedAndRemovedAtOnceIsThere() {
        table.change(MINE, CohortValues.of(List.of("a")), CohortValues.of(List.of("a")));

        assertThat(table.membership(MINE).contains("a")).isTrue();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void partsMayComeInAnyOrderAndOverlap() {
        var parts = List.of(
                CohortValues.of(UNIVERSE.subList(30, 60)), CohortValues.NONE, CohortValues.of(UNIVERSE.subList(0, 40)));

        table.put(MINE, parts);

        assertThat(UNIVERSE).allMatch(table.membership(MINE)::contains);
        assertThat(table.size()).isEqualTo(60);
    }

    @Test
    void nothingChangesWhereThePartsEndInAnError() {
        table.put(MINE, List.of(CohortValues.of(List.of("old"))));
        var first = CohortValues.of(List.of("new")); // then the database goes away

        assertThatThrownBy(() -> table.put(MINE, () -> endingInAnError(first)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(table.membership(MINE).contains("old")).isTrue();
        assertThat(table.membership(MINE).contains("new")).isFalse();
        assertThat(holding("new")).isEmpty();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void isWhatAMapOfSetsWouldBe() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("CohortTableTest seed " + seed);
        var random = new SplittableRandom(seed);
        var model = new HashMap<CohortKey, Set<String>>();

        for (var round = 0; round < 30_000; round++) {
            change(model, random);
            var as = "seed " + seed + " round " + round;
            var value = UNIVERSE.get(random.nextInt(UNIVERSE.size()));
            assertThat(holding(value)).as(as).containsExactlyInAnyOrderElementsOf(holding(model, value));
            var key = anyKey(random);
            assertThat(table.membership(key).contains(value))
                    .as(as)
                    .isEqualTo(model.getOrDefault(key, Set.of()).contains(value));
            assertThat(table.size())
                    .as(as)
                    .isEqualTo(model.values().stream().mapToLong(Set::size).sum());
        }
        assertThat(table.keys()).isEqualTo(model.keySet());
    }

    @Test
    void growsAndShrinksAndForgetsNothing() {
        var random = new SplittableRandom(1);
        var numbers = random.ints(400_000, 0, 1_000_000_000)
                .filter(CohortTableTest::isNhsNumber)
                .distinct()
                .sorted()
                .toArray();
        table.put(MINE, List.of(CohortValues.ofSorted(numbers, List.of())));
        assertThat(table.size()).isEqualTo(numbers.length);

        var kept = IntStream.range(0, numbers.length / 100)
                .map(i -> numbers[100 * i])
                .toArray();
        table.put(MINE, List.of(CohortValues.ofSorted(kept, List.of())));

        var left = new HashSet<Integer>();
        IntStream.of(kept).forEach(left::add);
        for (var number : numbers) {
            assertThat(holding(NhsNumber.unpack(number)).isEmpty()).isEqualTo(!left.contains(number));
        }
    }

    private void change(Map<CohortKey, Set<String>> model, SplittableRandom random) {
        var key = anyKey(random);
        var some = some(random);
        var others = some(random);
        switch (random.nextInt(8)) {
            case 0 -> {
                table.delete(key);
                model.remove(key);
            }
            case 1, 2 -> {
                table.put(key, List.of(CohortValues.of(some), CohortValues.of(others)));
                some.addAll(others);
                model.put(key, some);
            }
            default -> {
                table.change(key, CohortValues.of(some), CohortValues.of(others));
                var all = model.computeIfAbsent(key, absent -> new TreeSet<>());
                all.removeAll(others);
                all.addAll(some);
            }
        }
    }

    private static Set<String> some(SplittableRandom random) {
        var some = new TreeSet<String>();
        IntStream.range(0, random.nextInt(20)).forEach(i -> some.add(UNIVERSE.get(random.nextInt(UNIVERSE.size()))));
        return some;
    }

    private static CohortKey anyKey(SplittableRandom random) {
        return key("owner" + random.nextInt(3), "cohort" + random.nextInt(4));
    }

    private Collection<Membership> holding(Map<CohortKey, Set<String>> model, String value) {
        return model.entrySet().stream()
                .filter(entry -> entry.getValue().contains(value))
                .map(entry -> table.membership(entry.getKey()))
                .toList();
    }

    private List<Membership> holding(String value) {
        var holding = new ArrayList<Membership>();
        table.holding(value, holding::add);
        return holding;
    }

    private static Iterator<CohortValues> endingInAnError(CohortValues first) {
        var parts = List.of(first, first).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public CohortValues next() {
                var part = parts.next();
                if (!parts.hasNext()) {
                    throw new IllegalStateException("gone");
                }
                return part;
            }
        };
    }

    /** Of eleven times nine digits one has no check digit. */
    static boolean isNhsNumber(int packed) {
        return NhsNumber.pack(NhsNumber.unpack(packed)) == packed;
    }

    static CohortKey key(String owner, String name) {
        return new CohortKey(owner, new CohortName(name));
    }
}
