package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackAheadTest {

    @Test
    void whatWasHeldAndIsSettledIsNotTakenAgainAfterARestart() {
        var track = new Track(Cursor.at(0));
        track.take(5);
        track.take(10);
        track.receivedThrough(10);
        track.hold(10);

        track.settle(10);

        assertThat(track.cursor().settled()).isEqualTo(4);
        assertThat(new Track(track.cursor()).hasSeen(10)).isTrue();
        assertThat(new Track(track.cursor()).hasSeen(5)).isFalse();
    }

    @Test
    void whatIsBehindTheCursorIsNotRemembered() {
        var track = new Track(Cursor.at(20));

        track.settle(10);

        assertThat(track.cursor()).isEqualTo(Cursor.at(20));
    }
}
