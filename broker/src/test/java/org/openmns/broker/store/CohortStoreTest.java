package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.id;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.NhsNumber;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionId;

@OnBothDatabases
class CohortStoreTest {

    private static final CohortKey KEY = key("mine");

    @TempDir
    private Path directory;

    private Database database;
    private CohortStore store;
    private CohortReader reader;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        store = limited(1_000_000, 1_000_000);
        reader = new CohortReader(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private CohortStore limited(int valuesMax, int valuesInAllMax) {
        return new CohortStore(database, new CohortStore.Limits(valuesMax, valuesInAllMax, 3));
    }

    private static CohortKey key(String name) {
        return new CohortKey("practice", new CohortName(name));
    }

    private static CohortValues values(Collection<String> values) {
        return CohortValues.of(values);
    }

    private static CohortValues values(String... values) {
        return CohortValues.of(List.of(values));
    }

    private static List<String> texts(CohortValues values) {
        var texts = new ArrayList<String>();
        IntStream.range(0, values.nhsNumbers()).forEach(place -> texts.add(NhsNumber.unpack(values.nhsNumber(place))));
        texts.addAll(values.texts());
        return texts;
    }

    /** By pages, by way of their tokens. */
    private List<String> listed(CohortKey key, int max) {
        var listed = new ArrayList<String>();
        var page = await(reader.values(key, Optional.empty(), max)).orElseThrow();
        listed.addAll(texts(page.values()));
        while (page.next().isPresent()) {
            assertThat(page.values().size()).isEqualTo(max);
            page = await(reader.values(key, page.next(), max)).orElseThrow();
            listed.addAll(texts(page.values()));
        }
        return listed;
    }

    private static void assertRefused(CompletionStage<?> stage, Why why) {
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CohortRefused.class,
                        refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void createsReplacesAndCountsVersions() {
        var created = await(store.replace(KEY, values("b", "9912003888", "a")));
        var other = await(store.replace(key("other"), values()));
        var replaced = await(store.replace(KEY, values("c")));

        assertThat(List.of(created.before(), replaced.before()))
                .containsExactly(0L, created.cohort().version());
        assertThat(replaced.cohort().version()).isGreaterThan(other.cohort().version());
        assertThat(other.cohort().version()).isGreaterThan(created.cohort().version());
        assertThat(created.cohort().count()).isEqualTo(3);
        assertThat(await(reader.find(KEY))).contains(replaced.cohort());
        assertThat(listed(KEY, 10)).containsExactly("c");
        assertThat(listed(key("other"), 10)).isEmpty();
        assertThat(await(reader.version())).isEqualTo(replaced.cohort().version());
        assertThat(await(reader.versions()))
                .containsEntry(KEY, replaced.cohort().version())
                .hasSize(2);
        assertThat(rows()).isEqualTo(1);
    }

    /** Of lists that nobody refers to none is left. */
    private int rows() {
        return database.now(handle -> handle.createQuery("SELECT COUNT(*) FROM cohort_part")
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void namesBelongToTheirOwners() {
        var theirs = new CohortKey("somebody else", KEY.name());
        await(store.replace(KEY, values("a")));
        await(store.replace(theirs, values("b")));

        assertThat(listed(KEY, 10)).containsExactly("a");
        assertThat(listed(theirs, 10)).containsExactly("b");
        assertThat(await(reader.absent("practice", Set.of(KEY.name(), new CohortName("other")))))
                .containsExactly(new CohortName("other"));
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
            assertThat(listed(KEY, 997)).isEqualTo(texts(values(expected)));
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

    @Test
    void refusesMoreThanTheLimitsAndLeavesAllAsItWas() {
        var limited = limited(3, 5);
        await(limited.replace(KEY, values("a", "b", "c")));
        await(limited.replace(key("two"), values("a")));

        assertRefused(limited.replace(KEY, values("1", "2", "3", "4")), Why.COHORT_TOO_LARGE);
        assertRefused(limited.change(KEY, values("d"), values()), Why.COHORT_TOO_LARGE);
        assertRefused(limited.replace(key("three"), values("1", "2")), Why.TOO_MANY_VALUES);
        assertRefused(limited.change(key("two"), values("1", "2"), values()), Why.TOO_MANY_VALUES);
        await(limited.replace(key("three"), values("1")));
        assertRefused(limited.replace(key("four"), values()), Why.TOO_MANY_COHORTS);
        assertRefused(limited.change(key("four"), values("a"), values()), Why.UNKNOWN_COHORT);

        assertThat(listed(KEY, 10)).containsExactly("a", "b", "c");
        assertThat(listed(key("two"), 10)).containsExactly("a");
        await(limited.change(KEY, values("d"), values("a")));
        await(limited.delete(key("two")));
        await(limited.replace(key("four"), values("x")));
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void deletesUnlessASubscriptionRefersToIt() {
        var registry = new Registry(database);
        await(store.replace(KEY, values("a")));
        await(store.replace(key("other"), values("a")));
        var id = id();
        await(registry.put(referring(id, "mine")));

        assertRefused(store.delete(KEY), Why.REFERRED_TO);
        await(registry.put(referring(id, "other")));
        assertRefused(store.delete(key("other")), Why.REFERRED_TO);
        await(store.delete(KEY));
        await(registry.delete(id));
        await(store.delete(key("other")));

        assertRefused(store.delete(KEY), Why.UNKNOWN_COHORT);
        assertThat(await(reader.versions())).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void aSubscriptionToACohortThatIsGoneIsKeptWithoutIt() {
        var registration = referring(id(), "gone");

        assertThat(await(new Registry(database).put(registration))).isTrue();

        assertThat(await(new Registry(database).find(registration.id()))).isPresent();
    }

    private static Registration referring(SubscriptionId id, String cohort) {
        var usual = Samples.registration(id, "practice", "pds-change-of-gp-2");
        return new Registration(
                id,
                usual.owner(),
                Criteria.parse("eventType='pds-change-of-gp-2' AND (subject IN COHORT '" + cohort
                        + "' OR source IN COHORT '" + cohort + "')"),
                usual.standing(),
                usual.resource());
    }

    @Test
    void ofManyWhoCreateAndChangeAtOnceEachIsCounted() {
        var puts = IntStream.range(0, 16)
                .mapToObj(number -> store.replace(KEY, values("put " + number)))
                .toList();
        var written = puts.stream().map(Samples::await).toList();
        var changes = IntStream.range(0, 16)
                .mapToObj(number -> store.change(KEY, values("change " + number), values()))
                .toList();
        changes.forEach(Samples::await);

        assertThat(written.stream().filter(each -> each.before() == 0)).hasSize(1);
        assertThat(written.stream().map(each -> each.cohort().version()).distinct())
                .hasSize(16);
        assertThat(listed(KEY, 100)).hasSize(17);
        assertThat(await(reader.find(KEY)).orElseThrow().count()).isEqualTo(17);
    }

    @Test
    void spansCoverAllCohortsEachOnce() {
        var many = new CohortStore(database, new CohortStore.Limits(1_000, 1_000_000, 1_000));
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
