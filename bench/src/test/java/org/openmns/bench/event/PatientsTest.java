package org.openmns.bench.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PatientsTest {

    @Test
    void haveNumbersOfTheirOwnWithTheRightCheckDigit() {
        var numbers = new HashSet<String>();
        for (var patient = 0; patient < 10_000; patient++) {
            var number = Patients.nhsNumber(patient);

            assertThat(numbers.add(number)).isTrue();
            assertThat(checkDigit(number)).as(number).isEqualTo(number.charAt(9) - '0');
        }
        assertThat(Patients.nhsNumber(63_440_000)).hasSize(10).startsWith("97");
    }

    private static int checkDigit(String number) {
        var sum = 0;
        for (var place = 0; place < 9; place++) {
            sum += (number.charAt(place) - '0') * (10 - place);
        }
        return (11 - sum % 11) % 11;
    }
}
