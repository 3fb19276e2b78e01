package org.openmns.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NhsNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"9434765919", "9000000009", "9912003888", "0000000000", "9999999999", "4010232137"})
    void areTenDigitsOfWhichTheLastOneIsRight(String number) {
        assertThat(NhsNumber.pack(number)).isBetween(0, 999_999_999);
        assertThat(NhsNumber.unpack(NhsNumber.pack(number))).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "943476591",
                "94347659190",
                "9434765918",
                "943476591x",
                "94347659 9",
                "-434765919",
                "９４３４７６５９１９",
                "943 476 5919"
            })
    void areNothingElse(String text) {
        assertThat(NhsNumber.pack(text)).isEqualTo(NhsNumber.NONE);
    }

    /** Nine digits that would need 10 as their check digit begin no number, whatever follows. */
    @Test
    void neverEndInACheckDigitOfTen() {
        for (var last = 0; last <= 10; last++) {
            assertThat(NhsNumber.pack("100000001" + (char) ('0' + last))).isEqualTo(NhsNumber.NONE);
        }
    }

    @Test
    void packIntoAnIntEachOfItsOwnAndInTheirOrder() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("NhsNumberTest seed " + seed);
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 10_000; round++) {
            var nine = "%09d".formatted(random.nextInt(1_000_000_000));
            var valid = 0;
            for (var check = 0; check <= 9; check++) {
                var packed = NhsNumber.pack(nine + check);
                if (packed != NhsNumber.NONE) {
                    assertThat(packed).isEqualTo(Integer.parseInt(nine));
                    assertThat(NhsNumber.unpack(packed)).isEqualTo(nine + check);
                    valid++;
                }
            }
            assertThat(valid).as("seed " + seed).isLessThanOrEqualTo(1);
        }
    }
}
