package org.openmns.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageBytesTest {

    private static final long HALF = PageBytes.MAX / 2;

    @Test
    void aPageEndsBeforeTheEntryWithWhichItWouldHoldTooMuch() {
        assertThat(PageBytes.count(List.of(HALF, HALF, 1L), 10)).isEqualTo(2);
        assertThat(PageBytes.count(List.of(HALF, HALF + 1, 1L), 10)).isEqualTo(1);
        assertThat(PageBytes.count(List.of(1L, 1L, 1L), 10)).isEqualTo(3);
        assertThat(PageBytes.count(List.of(), 10)).isZero();
    }

    @Test
    void theFirstEntryIsAlwaysThere() {
        assertThat(PageBytes.count(List.of(Long.MAX_VALUE / 2, 0L), 10)).isEqualTo(1);
        assertThat(PageBytes.count(List.of(0L, PageBytes.MAX + 1), 10)).isEqualTo(1);
    }

    @Test
    void aPageEndsByItsNumberToo() {
        assertThat(PageBytes.count(List.of(1L, 1L, 1L), 2)).isEqualTo(2);
    }

    @Test
    void theNextPageBeginsBehindTheLastEntryWhereThereIsMore() {
        assertThat(new Listing<>(List.of(1, 2), true).last()).contains(2);
        assertThat(new Listing<>(List.of(1, 2), false).last()).isEqualTo(Optional.empty());
        assertThat(new Listing<>(List.of(1, 2), true).map(each -> "n" + each))
                .isEqualTo(new Listing<>(List.of("n1", "n2"), true));
        assertThat(new Listing<>(List.of("9000000009"), true)).hasToString("Listing[1, more]");
    }
}
