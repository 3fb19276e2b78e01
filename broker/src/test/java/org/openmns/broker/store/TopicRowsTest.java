package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.store.TopicRows.Row;

@OnBothDatabases
class TopicRowsTest {

    private static final String TOPIC = "Topic|pds-change-of-gp-2";
    private static final String INSERT = "INSERT INTO \"event_journal\" (\"persistence_id\", \"sequence_number\","
            + " \"writer\", \"write_timestamp\", \"adapter_manifest\", \"event_payload\", \"event_ser_id\","
            + " \"event_ser_manifest\") VALUES (:id, :sequence, 'w', :millis, '', :payload, 33, 'Published')";

    @TempDir
    private Path directory;

    private Database database;
    private TopicRows rows;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        rows = new TopicRows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void readsAPageWithBothBoundsOfOneTopicOnly() {
        write(TOPIC, 1, 20, 10);
        write("Topic|other-1", 1, 20, 10);

        var page = rows.read(TOPIC, 5, 8);

        assertThat(sequences(page)).containsExactly(5L, 6L, 7L, 8L);
        assertThat(page.get(0).payload()).hasSize(10).startsWith(5);
        assertThat(page.get(0).serializerId()).isEqualTo(33);
        assertThat(page.get(0).manifest()).isEqualTo("Published");
        assertThat(page.get(0).writtenMillis()).isEqualTo(5_000);
    }

    @Test
    void readsAcrossAHoleAndPastTheEnd() {
        write(TOPIC, 1, 5, 10);
        write(TOPIC, 9, 10, 10);

        assertThat(sequences(rows.read(TOPIC, 4, 100))).containsExactly(4L, 5L, 9L, 10L);
        assertThat(rows.read(TOPIC, 11, 100)).isEmpty();
    }

    @Test
    void aPageHasItsMostRowsWhateverTheBounds() {
        write(TOPIC, 1, TopicRows.PAGE_ROWS_MAX + 10, 1);

        assertThat(rows.read(TOPIC, 1, Long.MAX_VALUE)).hasSize(TopicRows.PAGE_ROWS_MAX);
    }

    @Test
    void rowsMarkedAsDeletedAreNotRead() {
        write(TOPIC, 1, 3, 10);
        database.now(handle ->
                handle.execute("UPDATE \"event_journal\" SET \"deleted\" = TRUE WHERE \"sequence_number\" < 3"));

        assertThat(sequences(rows.read(TOPIC, 1, 3))).containsExactly(3L);
        assertThat(rows.lowestSequence(TOPIC)).contains(3L);
    }

    @Test
    void aPageEndsBeforeItExceedsItsBytesButHoldsARow() {
        write(TOPIC, 1, 10, 1_000);
        // Beyond what H2 keeps in the row itself.
        write(TOPIC, 11, 11, 300_000);

        assertThat(sequences(rows.readWithin(TOPIC, 2, 11, 3_500))).containsExactly(2L, 3L, 4L);
        assertThat(sequences(rows.readWithin(TOPIC, 9, 11, 299_999))).containsExactly(9L, 10L);
        assertThat(sequences(rows.readWithin(TOPIC, 11, 20, 1))).containsExactly(11L);
        assertThat(rows.readWithin(TOPIC, 12, 20, 1)).isEmpty();
    }

    @Test
    void knowsWhereTheLogBeginsAndEnds() {
        assertThat(rows.lowestSequence(TOPIC)).isEmpty();
        assertThat(rows.highestSequence(TOPIC)).isEmpty();

        write(TOPIC, 7, 12, 10);

        assertThat(rows.lowestSequence(TOPIC)).contains(7L);
        assertThat(rows.highestSequence(TOPIC)).contains(12L);
    }

    @Test
    void findsTheFirstRowOfATimeAlsoWithHoles() {
        write(TOPIC, 500, 600, 1);
        write(TOPIC, 700, 800, 1);

        assertThat(rows.firstSequenceAtOrAfter("Topic|none-1", Instant.EPOCH)).isEmpty();
        assertThat(at(0)).isEqualTo(500);
        assertThat(at(500_000)).isEqualTo(500);
        assertThat(at(500_001)).isEqualTo(501);
        assertThat(at(600_001)).isEqualTo(700);
        assertThat(at(800_000)).isEqualTo(800);
        assertThat(rows.firstSequenceAtOrAfter(TOPIC, Instant.ofEpochMilli(800_001)))
                .isEmpty();
    }

    @Test
    void deletesTheFrontInChunksAndLeavesTheHighestRow() {
        write(TOPIC, 11, 60, 1);
        write("Topic|other-1", 1, 20, 1);

        assertThat(rows.deleteThrough(TOPIC, 30, 7)).isEqualTo(20);
        assertThat(rows.lowestSequence(TOPIC)).contains(31L);

        assertThat(rows.deleteThrough(TOPIC, 1_000, 7)).isEqualTo(29);
        assertThat(rows.highestSequence(TOPIC)).contains(60L);
        assertThat(rows.deleteThrough(TOPIC, 1_000, 7)).isZero();
        assertThat(rows.deleteThrough("Topic|none-1", 1_000, 7)).isZero();
        assertThat(rows.read("Topic|other-1", 1, 20)).hasSize(20);
    }

    @Test
    void aPageOfALongLogTakesMillisecondsAlsoWithoutAnUpperBound() {
        write(TOPIC, 1, 50_000, 500);
        var random = new Random(1);
        var fastest = Long.MAX_VALUE;
        for (var page = 0; page < 100; page++) {
            var start = System.nanoTime();
            rows.read(TOPIC, 1 + random.nextInt(10_000), Long.MAX_VALUE);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }

        // About 1 ms. To read and sort the 40,000 rows that follow takes a hundred times that.
        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(25));
    }

    private long at(long millis) {
        return rows.firstSequenceAtOrAfter(TOPIC, Instant.ofEpochMilli(millis)).orElseThrow();
    }

    private void write(String topic, long from, long to, int bytes) {
        database.now(handle -> handle.inTransaction(transaction -> {
            var batch = transaction.prepareBatch(INSERT);
            LongStream.rangeClosed(from, to).forEach(sequence -> {
                var payload = new byte[bytes];
                payload[0] = (byte) sequence;
                batch.bind("id", topic)
                        .bind("sequence", sequence)
                        .bind("millis", sequence * 1_000)
                        .bind("payload", payload)
                        .add();
            });
            return batch.execute();
        }));
    }

    private static List<Long> sequences(List<Row> page) {
        return page.stream().map(Row::sequence).toList();
    }
}
