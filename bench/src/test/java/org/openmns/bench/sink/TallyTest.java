package org.openmns.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openmns.bench.event.Stamp;
import org.openmns.bench.figures.Received;

class TallyTest {

    private final Tally tally = new Tally(1);

    @Test
    void countsEachEventOnceAPathAndTheRestAsDuplicates() {
        receive(0, 1, 0, 10);
        receive(0, 1, 1, 20);
        receive(0, 1, 0, 30);
        receive(0, 2, 0, 40);
        receive(1, 1, 0, 50);
        tally.receivedForeign();

        var received = tally.received(0);

        assertThat(received.counts()).isEqualTo(new Received.Counts(3, 1, 0, 1));
        assertThat(received.firstMicros()).isEqualTo(10);
        assertThat(received.lastMicros()).isEqualTo(40);
        assertThat(tally.received(1).counts().distinct()).isEqualTo(1);
        assertThat(tally.distinct()).isEqualTo(4);
    }

    @Test
    void survivesJsonAndAClockThatWentBack() {
        tally.received(0, 1, new Stamp(1_000, 0, 0), 900);
        tally.received(0, 1, new Stamp(1_000, Tally.NUMBER_MAX + 1, 0), 1_900);

        var received = tally.received(0);

        assertThat(received.latency().max()).isZero();
        assertThat(received.counts().foreign()).isEqualTo(1);
        assertThat(Received.from(received.json())).isEqualTo(received);
    }

    @Test
    void countsWhatComesLateFromAnEarlierRunApart() {
        tally.received(0, 1, new Stamp(0, 0, 0), 5);

        assertThat(tally.received(0).counts()).isEqualTo(new Received.Counts(0, 0, 0, 1));
    }

    @Test
    void countsWhatArrivesWhereItDoesNotBelongApart() {
        tally.received(0, 7, new Stamp(1, 0, 7), 5);
        tally.received(0, 8, new Stamp(1, 1, 7), 5);

        assertThat(tally.received(0).counts()).isEqualTo(new Received.Counts(1, 0, 1, 0));
    }

    @Test
    void tellsTheLatenciesOfAWindowApart() {
        receive(0, 1, 0, 10_000);
        tally.beginWindow();
        receive(0, 1, 0, 20);
        receive(0, 1, 1, 20);

        var received = tally.received(0);

        assertThat(received.window().max()).isLessThan(100);
        assertThat(received.latency().max()).isGreaterThan(9_000);
        assertThat(received.counts()).isEqualTo(new Received.Counts(2, 1, 0, 0));
    }

    @Test
    void knowsManyEventsOnManyPathsApart() {
        var seen = new Seen();
        for (var path = 0; path < 1_000; path++) {
            for (var number = path; number < 100_000 + path; number += 1_000) {
                assertThat(seen.add(path, number)).isTrue();
                assertThat(seen.add(path, number)).isFalse();
            }
        }
    }

    private void receive(int group, int path, long number, long nowMicros) {
        tally.received(group, path, new Stamp(1, number, 0), nowMicros);
    }
}
