package org.openmns.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally(1);

    @Test
    void countsEachEventOnceAPathAndTheRestAsDuplicates() {
        receive("/s/1", 0, 10);
        receive("/s/1", 1, 20);
        receive("/s/1", 0, 30);
        receive("/s/2", 0, 40);
        tally.receivedForeign();

        var received = tally.received();

        assertThat(received.counts()).isEqualTo(new Received.Counts(3, 1, 1, 2));
        assertThat(received.firstMicros()).isEqualTo(10);
        assertThat(received.lastMicros()).isEqualTo(40);
    }

    @Test
    void survivesJsonAndAClockThatWentBack() {
        tally.received("/s/1", new EventTemplate.Stamp(1_000, 0), 900);
        tally.received("/s/1", new EventTemplate.Stamp(1_000, Tally.NUMBER_MAX), 1_900);

        var received = tally.received();

        assertThat(received.latency().max()).isZero();
        assertThat(received.counts().foreign()).isEqualTo(1);
        assertThat(Received.from(received.json())).isEqualTo(received);
    }

    @Test
    void countsWhatComesLateFromAnEarlierRunApart() {
        tally.received("/s/1", new EventTemplate.Stamp(0, 0), 5);

        assertThat(tally.received().counts()).isEqualTo(new Received.Counts(0, 0, 1, 0));
    }

    private void receive(String path, long number, long nowMicros) {
        tally.received(path, new EventTemplate.Stamp(1, number), nowMicros);
    }
}
