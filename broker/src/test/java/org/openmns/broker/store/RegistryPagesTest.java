package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.Samples.await;
import static org.openmns.broker.store.Samples.id;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.TestKeys;
import org.openmns.protocol.Listing;
import org.openmns.protocol.PageBytes;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionId;

/** Pages of an owner's subscriptions, which end by their number or by their bytes. */
@OnBothDatabases
class RegistryPagesTest {

    private static final String TOPIC = "pds-change-of-gp-2";

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

    /** However long they are: none is lost and none comes twice, and no page holds more than it may. */
    @Test
    void pagesEndByTheirBytesToo() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var lengths = new HashMap<SubscriptionId, Integer>();
        for (var number = 0; number < 60; number++) {
            var id = id();
            var length = random.nextInt(4) == 0 ? random.nextInt(700_000) : random.nextInt(2_000);
            lengths.put(id, length);
            await(registry.put(registration(id, "x".repeat(length))));
        }

        var listed = new ArrayList<SubscriptionId>();
        var after = Optional.<SubscriptionId>empty();
        do {
            var page = await(registry.list("mine", after, 20));
            var ids = page.entries().stream().map(Registration::id).toList();
            assertThat(page.entries()).as("seed %d", seed).hasSizeBetween(1, 20);
            assertThat(ids.size() == 1 || ids.stream().mapToInt(lengths::get).sum() <= PageBytes.MAX)
                    .as("seed %d", seed)
                    .isTrue();
            listed.addAll(ids);
            after = page.last().map(Registration::id);
        } while (after.isPresent());

        assertThat(listed)
                .as("seed %d", seed)
                .hasSize(lengths.size())
                .containsExactlyInAnyOrderElementsOf(lengths.keySet())
                .isSortedAccordingTo(Comparator.comparing(SubscriptionId::toString));
    }

    @Test
    void aPageOfSmallOnesIsAsLongAsWasAskedFor() {
        for (var number = 0; number < 21; number++) {
            await(registry.put(registration(id(), "x")));
        }

        assertThat(await(registry.list("mine", Optional.empty(), 20)))
                .returns(20, page -> page.entries().size())
                .returns(true, Listing::more);
        assertThat(await(registry.list("mine", Optional.empty(), 21)))
                .returns(21, page -> page.entries().size())
                .returns(false, Listing::more);
        assertThat(await(registry.list("nobody", Optional.empty(), 21)).entries())
                .isEmpty();
    }

    private static Registration registration(SubscriptionId id, String text) {
        var usual = Samples.registration(id, "mine", TOPIC);
        return new Registration(id, usual.owner(), usual.criteria(), usual.standing(), "{\"text\":\"" + text + "\"}");
    }
}
