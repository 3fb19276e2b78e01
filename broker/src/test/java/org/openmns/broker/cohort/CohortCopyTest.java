package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.cohort.CohortCopy.News;
import org.openmns.broker.store.CohortReader;
import org.openmns.broker.store.CohortStore;
import org.openmns.broker.store.CohortStore.Written;
import org.openmns.broker.store.Database;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;

/** What a node's memory follows: all, in whatever order it is told, and also what it is not told. */
@OnBothDatabases
class CohortCopyTest {

    private static final CohortKey KEY = new CohortKey("practice", new CohortName("mine"));
    private static final CohortKey OTHER = new CohortKey("practice", new CohortName("other"));

    @TempDir
    private Path directory;

    private final CohortTable table = new CohortTable();
    private Database database;
    private CohortStore store;
    private CohortCopy copy;

    @BeforeEach
    void open() {
        database = Database.open(Databases.in(directory));
        store = new CohortStore(database, new CohortStore.Limits(1_000, 1_000, 1_000, 10, Long.MAX_VALUE));
        copy = new CohortCopy(table, new CohortReader(database));
    }

    @AfterEach
    void close() {
        copy.close();
        database.close();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static CohortValues values(String... values) {
        return CohortValues.of(Arrays.asList(values));
    }

    private News replaced(CohortKey key, String... values) {
        return news(key, await(store.replace(key, values(values))));
    }

    private News changed(CohortValues added, CohortValues removed) {
        return news(KEY, await(store.change(KEY, added, removed)));
    }

    private static News news(CohortKey key, Written written) {
        return new News(key, written.before(), written.cohort().version(), written.change());
    }

    private List<String> members(CohortKey key) {
        var membership = table.membership(key);
        return Stream.of("a", "b", "c", "d").filter(membership::contains).toList();
    }

    @Test
    void loadsAllThatIsThere() {
        replaced(KEY, "a", "9912003888");
        replaced(OTHER);

        copy.load();

        assertThat(members(KEY)).containsExactly("a");
        assertThat(table.membership(KEY).contains("9912003888")).isTrue();
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void followsWhatItIsToldInOrder() {
        copy.load();
        await(copy.follow(replaced(KEY, "a", "b")));
        assertThat(members(KEY)).containsExactly("a", "b");
        await(copy.follow(changed(values("c"), values("a"))));
        assertThat(members(KEY)).containsExactly("b", "c");
        await(copy.follow(replaced(KEY, "d")));
        assertThat(members(KEY)).containsExactly("d");
        await(copy.follow(News.deleted(KEY, await(store.delete(KEY)))));
        assertThat(members(KEY)).isEmpty();
        assertThat(table.keys()).isEmpty();
    }

    @Test
    void takesADifferenceWithoutReadingOnlyWhereItFits() {
        copy.load();
        await(copy.follow(replaced(KEY, "a")));
        var lost = changed(values("b"), values());
        var told = changed(values("c"), values());

        await(copy.follow(told));
        assertThat(members(KEY)).containsExactly("a", "b", "c");
        await(copy.follow(lost));
        assertThat(members(KEY)).containsExactly("a", "b", "c");
        // Nobody else says so: what is told is taken, not looked up.
        await(copy.follow(new News(
                KEY,
                told.version(),
                told.version() + 1,
                Optional.of(new CohortStore.Change(values("d"), values("a"))))));
        assertThat(members(KEY)).containsExactly("b", "c", "d");
    }

    @Test
    void oldNewsOfADeletedCohortBringNothingBack() {
        copy.load();
        var created = replaced(KEY, "a");
        var deleted = News.deleted(KEY, await(store.delete(KEY)));

        await(copy.follow(deleted));
        await(copy.follow(created));

        assertThat(table.keys()).isEmpty();
    }

    @Test
    void findsByItselfWhatNobodyTold() {
        replaced(KEY, "a");
        replaced(OTHER, "a");
        copy.load();
        copy.pollEvery(20);

        changed(values("b"), values("a"));
        Eventually.holds("the change", () -> members(KEY).equals(List.of("b")));
        replaced(KEY, "c");
        Eventually.holds("the replacement", () -> members(KEY).equals(List.of("c")));
        await(store.delete(OTHER));
        Eventually.holds("the deletion", () -> !table.keys().contains(OTHER));
        replaced(OTHER, "d");
        Eventually.holds("the creation", () -> members(OTHER).equals(List.of("d")));
        assertThat(members(KEY)).containsExactly("c");
    }
}
