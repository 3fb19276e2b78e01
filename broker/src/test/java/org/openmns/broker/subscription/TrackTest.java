package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrackTest {

    @Test
    void theCursorStopsBeforeTheOldestFreshDeliveryAndKeepsWhatIsSettledAheadOfIt() {
        var track = taken(1, 2, 3, 4);

        track.settle(3);
        assertThat(track.cursor()).isEqualTo(new Cursor(0, List.of(3L)));
        track.settle(1);
        assertThat(track.cursor()).isEqualTo(new Cursor(1, List.of(3L)));
        track.settle(2);
        assertThat(track.cursor()).isEqualTo(new Cursor(3, List.of()));
        track.settle(4);
        assertThat(track.cursor()).isEqualTo(Cursor.at(4));
    }

    @Test
    void aDeliveryThatIsHeldDoesNotHoldTheCursorBack() {
        var track = taken(1, 2);

        track.settle(2);
        track.hold(1);

        assertThat(track.cursor()).isEqualTo(Cursor.at(2));
        assertThat(track.allSettled()).isTrue();
    }

    @Test
    void withNothingFreshTheCursorIsWhatWasReceived() {
        var track = new Track(Cursor.at(10));

        track.receivedThrough(25);
        track.receivedThrough(20);

        assertThat(track.cursor()).isEqualTo(Cursor.at(25));
    }

    @Test
    void afterARestartWhatWasSettledAheadIsNotTakenAgain() {
        var track = new Track(new Cursor(10, List.of(15L)));

        assertThat(track.hasSeen(10)).isTrue();
        assertThat(track.hasSeen(12)).isFalse();
        assertThat(track.hasSeen(15)).isTrue();
        track.take(12);
        track.receivedThrough(15);
        assertThat(track.cursor()).isEqualTo(new Cursor(11, List.of(15L)));
    }

    private static Track taken(long... offsets) {
        var track = new Track(Cursor.at(0));
        LongStream.of(offsets).forEach(offset -> {
            track.take(offset);
            track.receivedThrough(offset);
        });
        return track;
    }

    @Test
    void whatWasHeldAndSettledAheadOfTheCursorIsNotTakenAgainAfterARestart() {
        var track = new Track(Cursor.at(0));
        track.take(1);
        track.take(2);
        track.receivedThrough(2);

        track.hold(2);
        track.settle(2);

        assertThat(track.cursor()).isEqualTo(new Cursor(0, List.of(2L)));
    }

    @Test
    void whatWasHeldBeforeARestartAndSettledBeforeTheLogWasReadIsNotTakenAgain() {
        var track = new Track(Cursor.at(0));

        track.settle(2);

        assertThat(track.hasSeen(2)).isTrue();
        assertThat(track.hasSeen(1)).isFalse();
    }
}
