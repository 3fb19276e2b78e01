package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.CohortSamples.KEY;
import static org.openmns.broker.store.CohortSamples.assertRefused;
import static org.openmns.broker.store.CohortSamples.key;
import static org.openmns.broker.store.CohortSamples.limited;
import static org.openmns.broker.store.CohortSamples.listed;
import static org.openmns.broker.store.CohortSamples.values;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.id;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.TestKeys;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionId;

/** Cohorts that are created, replaced and deleted, within limits. */
@OnBothDatabases
class CohortStoreTest {

    private static final Remains GONE = new Remains("Subscription|none", 1);

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
        assertThat(listed(reader, KEY, 10)).containsExactly("c");
        assertThat(listed(reader, key("other"), 10)).isEmpty();
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

        assertThat(listed(reader, KEY, 10)).containsExactly("a");
        assertThat(listed(reader, theirs, 10)).containsExactly("b");
        assertThat(await(reader.absent("practice", Set.of(KEY.name(), new CohortName("other")))))
                .containsExactly(new CohortName("other"));
    }

    @Test
    void refusesMoreThanTheLimitsAndLeavesAllAsItWas() {
        var limited = limited(database, 3, 5);
        await(limited.replace(KEY, values("a", "b", "c")));
        await(limited.replace(key("two"), values("a")));

        assertRefused(limited.replace(KEY, values("1", "2", "3", "4")), Why.COHORT_TOO_LARGE);
        assertRefused(limited.change(KEY, values("d"), values()), Why.COHORT_TOO_LARGE);
        assertRefused(limited.replace(key("three"), values("1", "2")), Why.TOO_MANY_VALUES);
        assertRefused(limited.change(key("two"), values("1", "2"), values()), Why.TOO_MANY_VALUES);
        await(limited.replace(key("three"), values("1")));
        assertRefused(limited.replace(key("four"), values()), Why.TOO_MANY_COHORTS);
        assertRefused(limited.change(key("four"), values("a"), values()), Why.UNKNOWN_COHORT);

        assertThat(listed(reader, KEY, 10)).containsExactly("a", "b", "c");
        assertThat(listed(reader, key("two"), 10)).containsExactly("a");
        await(limited.change(KEY, values("d"), values("a")));
        await(limited.delete(key("two")));
        await(limited.replace(key("four"), values("x")));
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void refusesMoreThanAnOwnersShareOfAllAndLeavesAllAsItWas() {
        var limited = new CohortStore(database, new CohortStore.Limits(100, 4, 100, 10, Long.MAX_VALUE));
        var theirs = new CohortKey("somebody else", KEY.name());
        await(limited.replace(theirs, values("1", "2", "3")));
        await(limited.replace(KEY, values("a", "b")));
        await(limited.replace(key("two"), values("a", "b")));

        assertRefused(limited.replace(key("three"), values("a")), Why.TOO_MANY_VALUES_OF_OWNER);
        assertRefused(limited.replace(KEY, values("a", "b", "c")), Why.TOO_MANY_VALUES_OF_OWNER);
        assertRefused(limited.change(KEY, values("c"), values()), Why.TOO_MANY_VALUES_OF_OWNER);

        assertThat(listed(reader, KEY, 10)).containsExactly("a", "b");
        assertThat(await(reader.find(key("three")))).isEmpty();
        assertThat(rows()).isEqualTo(3);
        await(limited.replace(key("three"), values()));
        await(limited.change(KEY, values("c"), values("a")));
        await(limited.replace(theirs, values("1", "2", "3", "4")));
        await(limited.delete(key("two")));
        await(limited.replace(key("three"), values("a", "b")));
    }

    @Test
    void whoIsOverALimitThatWasLoweredMayHaveLess() {
        await(store.replace(KEY, values("a", "b", "c")));
        var lowered = new CohortStore(database, new CohortStore.Limits(100, 1, 100, 10, Long.MAX_VALUE));

        await(lowered.change(KEY, values("d"), values("a", "b")));

        assertThat(listed(reader, KEY, 10)).containsExactly("c", "d");
        assertRefused(lowered.change(KEY, values("e"), values()), Why.TOO_MANY_VALUES_OF_OWNER);
    }

    @Test
    void deletesUnlessASubscriptionRefersToIt() {
        var registry = new Registry(database, TestKeys.KEYS);
        await(store.replace(KEY, values("a")));
        await(store.replace(key("other"), values("a")));
        var id = id();
        await(registry.put(referring(id, "mine")));

        assertRefused(store.delete(KEY), Why.REFERRED_TO);
        await(registry.put(referring(id, "other")));
        assertRefused(store.delete(key("other")), Why.REFERRED_TO);
        await(store.delete(KEY));
        await(registry.delete(id, GONE));
        await(store.delete(key("other")));

        assertRefused(store.delete(KEY), Why.UNKNOWN_COHORT);
        assertThat(await(reader.versions())).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void aSubscriptionToACohortThatIsGoneIsKeptWithoutIt() {
        var registration = referring(id(), "gone");

        assertThat(await(new Registry(database, TestKeys.KEYS).put(registration)))
                .isTrue();

        assertThat(await(new Registry(database, TestKeys.KEYS).find(registration.id())))
                .isPresent();
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
        assertThat(listed(reader, KEY, 100)).hasSize(17);
        assertThat(await(reader.find(KEY)).orElseThrow().count()).isEqualTo(17);
    }
}
