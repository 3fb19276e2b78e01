package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class EndlessLineTest {

    private final EndlessLine line = new EndlessLine();

    @Test
    void isReachedByZerosAndBlanksInHoweverManyPieces() {
        for (var piece = 0; piece < 64; piece++) {
            assertThat(line.isReachedBy(ByteString.fromString("0 \t0".repeat(256))))
                    .isFalse();
        }
        assertThat(line.isReachedBy(ByteString.fromString("0"))).isTrue();
    }

    @Test
    void isNotReachedWhereAnythingElseIsBetween() {
        for (var piece = 0; piece < 1_000; piece++) {
            assertThat(line.isReachedBy(ByteString.fromString("0".repeat(30_000) + "a" + "0".repeat(30_000))))
                    .isFalse();
        }
    }
}
