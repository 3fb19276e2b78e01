package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.CohortSamples.KEY;
import static org.openmns.broker.store.CohortSamples.assertRefused;
import static org.openmns.broker.store.CohortSamples.key;
import static org.openmns.broker.store.CohortSamples.listed;
import static org.openmns.broker.store.CohortSamples.values;
import static org.openmns.broker.store.Samples.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.OnBothDatabases;
import org.openmns.cohort.CohortRefused.Why;

/** What cohorts take of the heap, and that they are to take no more than there is. */
@OnBothDatabases
class CohortWeighingTest {

    @TempDir
    private Path directory;

    private Database database;
    private CohortStore store;
    private CohortReader reader;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        store = CohortSamples.store(database);
        reader = new CohortReader(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Nodes of an earlier version, which know no weights, may run beside this one. */
    @Test
    void whatWasChangedWithoutBeingWeighedIsWeighedAgain() {
        await(store.replace(KEY, values("9912003888")));
        await(store.replace(key("two"), values("9912003888")));
        database.now(handle -> handle.execute("UPDATE cohort SET weight = 0 WHERE name = 'two'"));
        database.now(handle -> handle.execute("UPDATE cohort_total SET weight = 1000000"));

        assertThat(await(CohortWeights.count(database))).isTrue();

        assertThat(await(reader.weight())).isEqualTo(2 * 530);
        assertThat(await(CohortWeights.count(database))).isFalse();
    }

    /** 530 bytes a cohort of one NHS number, and 644 one of a text of one letter. */
    @Test
    void refusesWhatWouldTakeMoreMemoryThanThereIsAndLeavesAllAsItWas() {
        var limited = weighing(1_200);
        await(limited.replace(KEY, values("9912003888")));
        await(limited.replace(key("two"), values("a")));
        var version = await(reader.version());

        assertRefused(limited.replace(key("three"), values()), Why.TOO_MUCH_MEMORY);
        assertRefused(limited.replace(KEY, values("a")), Why.TOO_MUCH_MEMORY);
        assertRefused(limited.change(key("two"), values("b"), values()), Why.TOO_MUCH_MEMORY);

        assertThat(await(reader.version())).isEqualTo(version);
        assertThat(await(reader.weight())).isEqualTo(530 + 644);
        assertThat(await(reader.find(key("three")))).isEmpty();
        assertThat(listed(reader, KEY, 10)).containsExactly("9912003888");
        await(limited.change(KEY, values("9000000009"), values()));
        await(limited.change(key("two"), values("9000000009"), values("a")));
        await(limited.delete(KEY));
        assertThat(await(reader.weight())).isEqualTo(530);
        await(limited.replace(key("three"), values("b")));
    }

    @Test
    void whatIsThereThoughItTakesMoreMemoryThanThereIsMayBecomeLess() {
        await(store.replace(KEY, values("a", "b", "c")));
        var lowered = weighing(100);

        await(lowered.change(KEY, values("9912003888"), values("a", "b")));
        await(lowered.replace(KEY, values("9912003888")));

        assertRefused(lowered.change(KEY, values("9000000009"), values()), Why.TOO_MUCH_MEMORY);
        await(lowered.delete(KEY));
        assertThat(await(reader.weight())).isZero();
    }

    private CohortStore weighing(long weightMax) {
        return new CohortStore(database, new CohortStore.Limits(100, 100, 100, 10, weightMax));
    }

    /** What is stored before cohorts were weighed gets what the program would give it. */
    @Test
    void theDatabaseWeighsAsTheProgramDoes() throws IOException {
        await(store.replace(KEY, values("9912003888", "9000000009", "a", "caf\u00e9", "\u20ac", "\ud83d\ude00")));
        await(store.replace(
                key("two"),
                values(IntStream.range(0, 10_000)
                        .mapToObj(number -> "x".repeat(number % 200) + number)
                        .toList())));
        await(store.replace(key("none"), values()));
        await(store.change(key("two"), values("9912003888"), values("x1")));
        var weights = weights();
        assertThat(weights.get(0)).isEqualTo(512 + 2 * 18 + 4 * 130 + 2 * (1 + 5 + 3 + 4));
        database.now(handle -> handle.execute("UPDATE cohort SET weight = 0"));

        for (var statement : script().split(";", -1)) {
            if (statement.strip().startsWith("UPDATE")) {
                database.now(handle -> handle.execute(statement));
            }
        }

        assertThat(weights()).isEqualTo(weights);
        assertThat(await(reader.weight()))
                .isEqualTo(weights.stream().mapToLong(Long::longValue).sum());
    }

    private List<Long> weights() {
        return database.now(handle -> handle.createQuery("SELECT weight FROM cohort ORDER BY id")
                .mapTo(Long.class)
                .list());
    }

    private static String script() throws IOException {
        var name = "/db/migration/" + (Databases.arePostgres() ? "postgresql" : "h2") + "/V16__weigh_cohorts.sql";
        try (var stream = CohortWeighingTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
