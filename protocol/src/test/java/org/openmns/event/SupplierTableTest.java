package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupplierTableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A28579,YGM24\nF81022,YGMYH",
                "practice,supplier\r\nA28579,YGM24\r\nF81022,YGMYH\r\n",
                "\ufeffPRACTICE,SUPPLIER\nA28579,YGM24\n\n  F81022 , YGMYH \n",
                "\ufeff\"A28579\",\"YGM24\"\nF81022,YGMYH\nA28579,YGM24"
            })
    void readsTwoColumnsWithOrWithoutAHeader(String csv) {
        assertThat(SupplierTable.read(csv)).isEqualTo(Map.of("A28579", "YGM24", "F81022", "YGMYH"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A28579 | 1
            A28579,YGM24,x | 1
            A28579, | 1
            practice,supplier;a,b | 2
            A28579,YGM24;;F 81022,YGMYH | 3
            A28579,YGM24;A28579,YGMYH | 2
            A28579,YGM24;"F81022,YGMYH | 2
            A2857900000000000000000,YGM24 | 1
            """)
    void namesTheLineThatIsWrong(String csv, int line) {
        assertThatThrownBy(() -> SupplierTable.read(csv.replace(';', '\n').replace("\na,b", "\na,b,c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line " + line + " of the supplier table: ");
    }

    @Test
    void readsNothingFromNothing() {
        assertThat(SupplierTable.read("")).isEmpty();
    }

    @Test
    void stopsAtABound() {
        var csv = IntStream.rangeClosed(0, SupplierTable.ROWS_MAX)
                .mapToObj(i -> "A" + i + ",B1")
                .collect(Collectors.joining("\n"));

        assertThatThrownBy(() -> SupplierTable.read(csv))
                .hasMessage("line 100001 of the supplier table: more than 100000 rows");
    }
}
