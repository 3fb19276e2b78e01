package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.deadLetter;
import static org.openmns.broker.store.Samples.id;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.event.Event;
import org.openmns.event.JsonBytes;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

@OnBothDatabases
class DeadLettersTest {

    @TempDir
    private Path directory;

    private final SubscriptionId subscription = id();
    private Database database;
    private DeadLetters deadLetters;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        deadLetters = new DeadLetters(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void comesBackAsItWasPut() {
        var deadLetter = deadLetter(subscription, 65_536, "503 Service Unavailable");

        await(deadLetters.put(List.of(deadLetter)));

        assertThat(await(deadLetters.list(subscription, 0, 10)).entries()).containsExactly(deadLetter);
    }

    @Test
    void puttingAgainReplaces() {
        await(deadLetters.put(List.of(deadLetter(subscription, 7, "503"), deadLetter(subscription, 8, "503"))));

        await(deadLetters.put(List.of(deadLetter(subscription, 8, "404"), deadLetter(subscription, 9, "404"))));

        assertThat(await(deadLetters.list(subscription, 0, 10)).entries())
                .extracting(DeadLetter::error)
                .containsExactly("503", "404", "404");
    }

    @Test
    void listsInTheOrderOfTheTopicAndOnlyItsOwn() {
        put(1, 120);
        await(deadLetters.put(List.of(deadLetter(id(), 5, "503"))));

        assertThat(offsets(await(deadLetters.list(subscription, 10, 3)).entries()))
                .containsExactly(11L, 12L, 13L);
        assertThat(await(deadLetters.list(subscription, 0, 1_000)).entries()).hasSize(DeadLetters.PAGE_MAX);
        assertThat(await(deadLetters.count(subscription))).isEqualTo(120);
    }

    /** Large ones end a page before there are as many as were asked for. */
    @Test
    void aPageEndsWithTwoMebibytesOfEventsAndThereIsMore() {
        await(deadLetters.put(
                LongStream.rangeClosed(1, 25).mapToObj(this::large).toList()));

        var first = await(deadLetters.list(subscription, 0, 100));
        var second = await(deadLetters.list(subscription, 10, 100));
        var last = await(deadLetters.list(subscription, 20, 100));

        assertThat(offsets(first.entries()))
                .isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
        assertThat(offsets(second.entries()))
                .isEqualTo(LongStream.rangeClosed(11, 20).boxed().toList());
        assertThat(offsets(last.entries()))
                .isEqualTo(LongStream.rangeClosed(21, 25).boxed().toList());
        assertThat(List.of(first.more(), second.more(), last.more())).containsExactly(true, true, false);
    }

    private DeadLetter large(long offset) {
        var usual = Samples.event("e" + offset);
        var body = JsonBytes.of("{\"id\":\"" + "x".repeat(200 << 10) + "\"}");
        var event = new Event(usual.attributes(), usual.filtering(), body, usual.trace());
        return new DeadLetter(subscription, new Occurrence(offset, event), 11, "503", Samples.NOW);
    }

    @Test
    void findsThoseWithTheseOffsets() {
        put(1, 10);

        assertThat(offsets(await(deadLetters.find(subscription, Set.of(9L, 3L, 77L), 10))))
                .containsExactly(3L, 9L);
        assertThat(offsets(await(deadLetters.find(subscription, Set.of(9L, 3L), 1))))
                .containsExactly(3L);
        assertThat(await(deadLetters.find(subscription, Set.of(), 10))).isEmpty();
    }

    @Test
    void deletesThoseWithTheseOffsetsAndSaysHowMany() {
        put(1, 10);

        assertThat(await(deadLetters.delete(subscription, Set.of(2L, 3L, 77L)))).isEqualTo(2);
        assertThat(await(deadLetters.delete(subscription, Set.of()))).isZero();
        assertThat(await(deadLetters.count(subscription))).isEqualTo(8);
    }

    @Test
    void deletesAllOfOneSubscription() {
        var other = id();
        put(1, 2_500);
        await(deadLetters.put(List.of(deadLetter(other, 5, "503"))));

        assertThat(await(deadLetters.deleteAll(subscription))).isEqualTo(2_500);
        assertThat(await(deadLetters.count(subscription))).isZero();
        assertThat(await(deadLetters.count(other))).isEqualTo(1);
    }

    @Test
    void keepsCausesOfAnyLengthAndContentByTheirReadablePart() {
        await(deadLetters.put(List.of(deadLetter(subscription, 1, "a\u0000b\ud800c" + "x".repeat(10_000)))));

        var error = await(deadLetters.list(subscription, 0, 1)).entries().get(0).error();
        assertThat(error).startsWith("a b cx").hasSize(Column.CAUSE_LENGTH_MAX);
    }

    @Test
    void alikeErrorsHaveOneFingerprint() {
        assertThat(Fingerprint.of("time-out after 1503 ms"))
                .isEqualTo(Fingerprint.of("time-out after 99 ms"))
                .isNotEqualTo(Fingerprint.of("connection refused"))
                .matches("[0-9a-f]{16}");
    }

    private void put(long from, long through) {
        await(deadLetters.put(LongStream.rangeClosed(from, through)
                .mapToObj(offset -> deadLetter(subscription, offset, "503"))
                .toList()));
    }

    private static List<Long> offsets(List<DeadLetter> deadLetters) {
        return deadLetters.stream()
                .map(deadLetter -> deadLetter.occurrence().offset())
                .toList();
    }
}
