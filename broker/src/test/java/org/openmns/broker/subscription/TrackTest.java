package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrackTest {

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

    @Test
    void theCursorPassesWhatIsHeld() {
        var track = new Track(Cursor.at(0));
        track.take(1);
        track.receivedThrough(1);

        track.hold(1);
        assertThat(track.cursor()).isEqualTo(Cursor.at(1));

        track.settle(1);
        assertThat(track.cursor()).isEqualTo(Cursor.at(1));
    }
}
