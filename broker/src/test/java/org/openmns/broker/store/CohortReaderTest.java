package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.CohortSamples.KEY;
import static org.openmns.broker.store.CohortSamples.assertRefused;
import static org.openmns.broker.store.CohortSamples.key;
import static org.openmns.broker.store.CohortSamples.values;
import static org.openmns.broker.store.Samples.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.cohort.CohortValues;

/** Cohorts and their values in pages, and in spans of many. */
@OnBothDatabases
class CohortReaderTest {

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
    void listsByNameInPages() {
        List.of("b", "_", "B").forEach(name -> await(store.replace(key(name), values())));
        await(store.replace(new CohortKey("somebody else", new CohortName("a")), values()));

        var first = await(reader.list("practice", Optional.empty(), 2));
        var second = await(reader.list("practice", Optional.of(first.get(1).name()), 2));

        assertThat(first.stream().map(each -> each.name().value())).containsExactly("B", "_");
        assertThat(second.stream().map(each -> each.name().value())).containsExactly("b");
    }

    @Test
    void spansCoverAllCohortsEachOnce() {
        var many =
                new CohortStore(database, new CohortStore.Limits(1_000, 1_000_000, 1_000_000, 1_000, Long.MAX_VALUE));
        for (var number = 0; number < 20; number++) {
            await(many.replace(
                    key("c" + number),
                    values(IntStream.range(0, number)
                            .mapToObj(Integer::toString)
                            .toList())));
        }
        await(many.delete(key("c7")));

        var spans = await(reader.spans(30));
        var read = spans.stream()
                .flatMap(span -> await(reader.read(span)).stream())
                .toList();

        assertThat(spans.size()).isBetween(5, 12);
        assertThat(read).hasSize(19).allSatisfy(whole -> {
            var size = whole.parts().stream().mapToInt(CohortValues::size).sum();
            assertThat(whole.key().name().value()).isEqualTo("c" + size);
        });
        assertThat(await(reader.spans(1_000_000))).hasSize(1);
    }

    @Test
    void refusesAPlaceThatNoPageNamed() {
        await(store.replace(KEY, values("a")));

        for (var place : List.of("", "a", "!", "AAAA", "AQ", "AgAA")) {
            assertRefused(reader.values(KEY, Optional.of(place), 10), Why.UNKNOWN_PLACE);
        }
        assertThat(await(reader.values(key("none"), Optional.empty(), 10))).isEmpty();
    }
}
