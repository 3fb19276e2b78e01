package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LikePatternTest {

    @Test
    void likeStaysFastOnAPatternMadeToBeSlow() {
        var value = "a".repeat(100_000);
        var pattern = new LikePattern("%a".repeat(60) + "%" + "a".repeat(100) + "b");

        assertThat(pattern.matches(value)).isFalse();
        assertThat(pattern.matches(value + "b")).isTrue();
    }

    @Test
    void likeAgreesWithAnExpressionOfTheSameMeaning() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("LikePatternTest seed " + seed);
        var random = new SplittableRandom(seed);

        for (var round = 0; round < 20_000; round++) {
            var pattern = letters("ab%_", random.nextInt(8), random);
            var value = letters("ab", random.nextInt(10), random);
            assertThat(new LikePattern(pattern).matches(value))
                    .as(value + " LIKE " + pattern)
                    .isEqualTo(value.matches(pattern.replace("%", ".*").replace("_", ".")));
        }
    }

    private static String letters(String alphabet, int length, SplittableRandom random) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(alphabet::substring)
                .map(rest -> rest.substring(0, 1))
                .collect(Collectors.joining());
    }
}
