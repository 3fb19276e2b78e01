package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.CohortSamples.KEY;
import static org.openmns.broker.store.CohortSamples.listed;
import static org.openmns.broker.store.CohortSamples.texts;
import static org.openmns.broker.store.CohortSamples.values;
import static org.openmns.broker.store.Samples.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.cohort.NhsNumber;

/** What a change of a cohort does to its values and their rows. */
@OnBothDatabases
class CohortChangeTest {

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

    @Test
    void changesAsASetWouldHoweverTheRowsLie() {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var expected = new TreeSet<String>();
        await(store.replace(KEY, values(expected)));
        for (var round = 0; round < 12; round++) {
            var added = sample(random, random.nextInt(8_000));
            var removed = sample(random, random.nextInt(8_000));
            removed.removeAll(added);
            var reallyAdded = new TreeSet<>(added);
            reallyAdded.removeAll(expected);
            var reallyRemoved = new TreeSet<>(removed);
            reallyRemoved.retainAll(expected);

            var written = await(store.change(KEY, values(added), values(removed)));

            expected.addAll(added);
            expected.removeAll(removed);
            var change = written.change().orElseThrow();
            assertThat(texts(change.added())).containsExactlyInAnyOrderElementsOf(reallyAdded);
            assertThat(texts(change.removed())).containsExactlyInAnyOrderElementsOf(reallyRemoved);
            assertThat(written.cohort().count()).isEqualTo(expected.size());
            assertThat(listed(reader, KEY, 997)).isEqualTo(texts(values(expected)));
            var whole = await(reader.read(KEY)).orElseThrow();
            assertThat(whole.version()).isEqualTo(written.cohort().version());
            assertThat(whole.parts().stream().flatMap(part -> texts(part).stream()))
                    .containsExactlyElementsOf(texts(values(expected)));
        }
    }

    private static Set<String> sample(SplittableRandom random, int count) {
        var values = new TreeSet<String>();
        while (values.size() < count) {
            var number = random.nextInt(200_000);
            values.add(number % 3 == 0 ? "text " + number : NhsNumber.unpack(firstValid(900_000_000 + number)));
        }
        return values;
    }

    /** One in eleven nine-digit numbers begins no NHS number. */
    private static int firstValid(int packed) {
        var next = packed;
        while (NhsNumber.pack(NhsNumber.unpack(next)) != next) {
            next++;
        }
        return next;
    }

    @Test
    void aChangeOfNothingIsNone() {
        var before = await(store.replace(KEY, values("a"))).cohort();

        var written = await(store.change(KEY, values("a"), values("b")));

        assertThat(written.cohort()).isEqualTo(before);
        assertThat(written.before()).isEqualTo(before.version());
        assertThat(await(reader.version())).isEqualTo(before.version());
    }

    @Test
    void aChangeRewritesOnlyTheRowsThatItTouches() {
        var all = IntStream.range(0, 40_000).mapToObj("%05d"::formatted).toList();
        await(store.replace(KEY, values(all)));
        var before = contents();

        await(store.change(KEY, values("20000a"), values("20001")));

        var after = contents();
        assertThat(after).hasSameSizeAs(before).hasSize(10);
        assertThat(IntStream.range(0, after.size())
                        .filter(row -> !after.get(row).equals(before.get(row))))
                .hasSize(1);
    }

    /** What tells a row written anew from one that is as it was. */
    private List<String> contents() {
        return database.now(handle -> handle.createQuery("SELECT content FROM cohort_part ORDER BY list, lowest")
                .map((row, context) -> Arrays.hashCode(row.getBytes("content")) + "")
                .list());
    }
}
