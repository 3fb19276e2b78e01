package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.id;
import static org.openmns.broker.store.Samples.registration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.TestKeys;
import org.openmns.broker.secret.UnopenedException;
import org.openmns.event.TopicName;
import org.openmns.subscription.Holding;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionId;

@OnBothDatabases
class RegistryTest {

    private static final Remains GONE = new Remains("Subscription|none", 1);

    private static final TopicName TOPIC = new TopicName("pds-change-of-gp-2");

    @TempDir
    private Path directory;

    private Database database;
    private Registry registry;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        registry = new Registry(database, TestKeys.KEYS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void findsWhatWasPut() {
        var registration = registration(id(), "practice", TOPIC.value());

        assertThat(await(registry.put(registration))).isTrue();

        var found = await(registry.find(registration.id())).orElseThrow();
        assertThat(found).usingRecursiveComparison().isEqualTo(registration);
        assertThat(await(registry.find(id()))).isEmpty();
    }

    @Test
    void theResourceIsStoredSealedForItsSubscription() {
        var registration = registration(id(), "practice", TOPIC.value());
        await(registry.put(registration));
        var other = registration(id(), "practice", TOPIC.value());
        await(registry.put(other));

        assertThat(stored(registration.id())).startsWith("sealed:").doesNotContain("Subscription");

        store(other.id(), stored(registration.id()));
        assertThatThrownBy(() -> await(registry.find(other.id()))).hasRootCauseInstanceOf(UnopenedException.class);
    }

    @Test
    void aResourceFromBeforeSealingIsReadAsItIs() {
        var registration = registration(id(), "practice", TOPIC.value());
        await(registry.put(registration));

        store(registration.id(), "{\"resourceType\":\"Subscription\"}");

        assertThat(await(registry.find(registration.id())).orElseThrow().resource())
                .isEqualTo("{\"resourceType\":\"Subscription\"}");
    }

    @Test
    void aStartingTopicOpensNoResource() {
        var registration = registration(id(), "practice", TOPIC.value());
        await(registry.put(registration));

        store(registration.id(), "sealed:by nobody");

        assertThat(await(registry.forTopic(TOPIC, 0, 10)).entries()).hasSize(1);
    }

    private String stored(SubscriptionId id) {
        return await(database.run(handle -> handle.createQuery("SELECT resource FROM subscription WHERE id = :id")
                .bind("id", id.value())
                .mapTo(String.class)
                .one()));
    }

    private void store(SubscriptionId id, String resource) {
        await(database.run(handle -> handle.createUpdate("UPDATE subscription SET resource = :resource WHERE id = :id")
                .bind("id", id.value())
                .bind("resource", resource)
                .execute()));
    }

    @Test
    void puttingAgainReplaces() {
        var id = id();
        await(registry.put(registration(id, "practice", TOPIC.value())));

        assertThat(await(registry.put(registration(id, "other", "nhs-number-change-2"))))
                .isFalse();

        assertThat(await(registry.find(id)).orElseThrow().owner()).isEqualTo("other");
        assertThat(await(registry.forTopic(TOPIC, 0, 10)).entries()).isEmpty();
        assertThat(await(registry.count())).isEqualTo(1);
    }

    @Test
    void twoWhoPutTheSameAtOnceLeaveOne() {
        var id = id();

        var puts = IntStream.range(0, 32)
                .mapToObj(index -> registry.put(registration(id, "owner-" + index, TOPIC.value())))
                .toList();

        assertThat(puts.stream().map(Samples::await).filter(created -> created)).hasSize(1);
        assertThat(await(registry.count())).isEqualTo(1);
    }

    @Test
    void standingIsSetWithItsReason() {
        var id = id();
        await(registry.put(registration(id, "practice", TOPIC.value())));
        var standing = new Standing(Status.ERROR, Optional.of("5 days of nothing but failure"));

        assertThat(await(registry.setStanding(id, standing))).isTrue();
        assertThat(await(registry.setStanding(id(), standing))).isFalse();

        assertThat(await(registry.find(id)).orElseThrow().standing()).isEqualTo(standing);
    }

    @Test
    void deletedOnceAndThenUnknown() {
        var id = id();
        await(registry.put(registration(id, "practice", TOPIC.value())));

        assertThat(await(registry.delete(id, GONE))).isTrue();
        assertThat(await(registry.delete(id, GONE))).isFalse();
        assertThat(await(registry.find(id))).isEmpty();
    }

    @Test
    void pagesListTheOwnersSubscriptionsEachOnceAlsoWhenTheLastOneIsDeletedMeanwhile() {
        var mine = put(25, "mine");
        put(10, "other");

        var listed = new ArrayList<SubscriptionId>();
        var page = await(registry.list("mine", Optional.empty(), 10));
        while (!page.entries().isEmpty()) {
            page.entries().stream().map(Registration::id).forEach(listed::add);
            var last = listed.get(listed.size() - 1);
            await(registry.delete(last, GONE));
            page = await(registry.list("mine", Optional.of(last), 10));
        }

        assertThat(listed).containsExactlyInAnyOrderElementsOf(mine).isSortedAccordingTo(byText());
    }

    @Test
    void pagesOfATopicComeInTheOrderOfCreationWithoutThoseThatAreOff() {
        var all = put(25, "mine");
        await(registry.setStanding(all.get(3), new Standing(Status.OFF, Optional.empty())));
        await(registry.setStanding(all.get(4), new Standing(Status.ERROR, Optional.empty())));

        var started = new ArrayList<SubscriptionId>();
        var page = await(registry.forTopic(TOPIC, 0, 10));
        while (!page.entries().isEmpty()) {
            page.entries().forEach(entry -> started.add(entry.id()));
            assertThat(page.entries()).allMatch(entry -> entry.owner().equals("mine"));
            assertThat(page.entries().get(0).criteria().text()).isEqualTo("eventType='pds-change-of-gp-2'");
            page = await(registry.forTopic(TOPIC, page.last(), 10));
        }

        var expected = new ArrayList<>(all);
        expected.remove(3);
        assertThat(started).containsExactlyElementsOf(expected);
    }

    @Test
    void countsAnOwnersThatAreNotOffAndNoFurtherThanAsked() {
        var mine = put(7, "mine");
        put(2, "other");
        await(registry.setStanding(mine.get(0), new Standing(Status.OFF, Optional.empty())));
        await(registry.setStanding(mine.get(1), new Standing(Status.ERROR, Optional.of("why"))));
        await(registry.delete(mine.get(2), GONE));

        assertThat(await(registry.count("mine", Samples.NOW, 100))).isEqualTo(new Holding(5, 6));
        assertThat(await(registry.count("mine", Samples.NOW, 3))).isEqualTo(new Holding(3, 6));
        assertThat(await(registry.count("mine", Samples.NOW, 2))).isEqualTo(new Holding(2, 4));
        assertThat(await(registry.count("nobody", Samples.NOW, 3))).isEqualTo(new Holding(0, 0));
    }

    /** They are shown as off, though nothing has run them; one that is given a new end counts again. */
    @Test
    void countsNoneWhoseEndHasPassed() {
        var mine = put(4, "mine");
        await(registry.put(ending(mine.get(0), "2026-10-25T01:30:00Z")));
        await(registry.put(ending(mine.get(1), "2026-10-25T02:31:00+01:00")));
        await(registry.put(ending(mine.get(2), "2020-01-01T00:00:00Z")));
        assertThat(await(registry.count("mine", Samples.NOW, 100))).isEqualTo(new Holding(2, 4));

        await(registry.put(ending(mine.get(2), "2030-01-01T00:00:00Z")));

        assertThat(await(registry.count("mine", Samples.NOW, 100))).isEqualTo(new Holding(3, 4));
    }

    private static Registration ending(SubscriptionId id, String end) {
        var endless = registration(id, "mine", TOPIC.value());
        return new Registration(
                id, endless.owner(), endless.criteria(), endless.standing(), "{\"end\":\"" + end + "\"}");
    }

    private List<SubscriptionId> put(int count, String owner) {
        return IntStream.range(0, count)
                .mapToObj(index -> registration(id(), owner, TOPIC.value()))
                .peek(registration -> await(registry.put(registration)))
                .map(Registration::id)
                .toList();
    }

    private static Comparator<SubscriptionId> byText() {
        return Comparator.comparing(SubscriptionId::toString);
    }
}
