package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.cohort.CohortValues;

class CohortPartTest {

    private static final String[] LETTERS = {"", "a", "z", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\ud83d\ude00", "x"};

    private static CohortValues random(SplittableRandom random, int count) {
        var values = new ArrayList<String>();
        for (var value = 0; value < count; value++) {
            values.add(
                    random.nextBoolean()
                            ? number(random.nextInt(1_000_000))
                            : "t" + LETTERS[random.nextInt(LETTERS.length)] + LETTERS[random.nextInt(LETTERS.length)]);
        }
        return CohortValues.of(values);
    }

    /** Ten digits; one in eleven is an NHS number. */
    private static String number(int number) {
        return "900" + String.format("%07d", number);
    }

    private static List<byte[]> keys(CohortValues values) {
        return IntStream.range(0, values.size())
                .mapToObj(place -> CohortPart.key(values, place))
                .toList();
    }

    @Test
    void whatIsPackedIsUnpackedAsItWas() {
        var random = new SplittableRandom(4_711);
        for (var round = 0; round < 200; round++) {
            var values = random(random, random.nextInt(50));

            assertSame(CohortPart.unpack(CohortPart.pack(values)), values);
        }
    }

    @Test
    void keysSortAsTheValuesDo() {
        var random = new SplittableRandom(4_712);
        for (var round = 0; round < 200; round++) {
            var values = random(random, 60);
            var keys = keys(values);

            assertThat(keys).isSortedAccordingTo(Arrays::compareUnsigned).allMatch(CohortPart::isKey);
            IntStream.range(0, keys.size()).forEach(place -> {
                assertThat(CohortPart.place(values, keys.get(place))).isEqualTo(place);
                assertThat(CohortPart.place(values, CohortPart.behind(keys.get(place))))
                        .isEqualTo(place + 1);
            });
        }
    }

    @Test
    void partsFitTheirRowsAndAreAllOfTheValues() {
        var longest = IntStream.range(0, 9_000)
                .mapToObj(number -> "%04d".formatted(number) + "\u20ac".repeat(84))
                .toList();
        var numbers =
                IntStream.range(0, 200_000).mapToObj(CohortPartTest::number).toList();

        for (var all : List.of(CohortValues.of(longest), CohortValues.of(numbers), CohortValues.NONE)) {
            var parts = CohortPart.cut(all);

            assertSame(CohortPart.joined(parts), all);
            assertThat(parts).allSatisfy(part -> {
                assertThat(part.size()).isBetween(1, CohortPart.VALUES_MAX);
                assertThat(CohortPart.pack(part)).hasSizeLessThan(1 << 20);
            });
        }
    }

    static void assertSame(CohortValues one, CohortValues other) {
        assertThat(one.texts()).isEqualTo(other.texts());
        assertThat(IntStream.range(0, one.nhsNumbers()).map(one::nhsNumber).toArray())
                .isEqualTo(IntStream.range(0, other.nhsNumbers())
                        .map(other::nhsNumber)
                        .toArray());
    }
}
