package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.OnBothDatabases;
import org.openmns.protocol.Message;
import org.openmns.subscription.SubscriptionId;

/** The journal as {@code persistence.conf} sets it up, on the schema as Flyway makes it, beside our own pool. */
@OnBothDatabases
class JournalTest {

    private static final int SNAPSHOT_EVERY = 10;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"topic", "subscription"})
    void whatWasPersistedIsThereAfterARestart(String instance) {
        assertThat(totals(instance, 25)).endsWith(25);

        assertThat(totals(instance, 1)).containsExactly(26);

        try (var database = Samples.open(directory)) {
            var rows = new TopicRows(database);
            assertThat(rows.highestSequence(instance + "|counter")).contains(26L);
            assertThat(rows.read(instance + "|counter", 1, 100))
                    .hasSize(26)
                    .allMatch(row ->
                            row.payload().length > 0 && row.manifest().contains("Added") && row.writtenMillis() > 0);
            assertThat(snapshots(database)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "subscription"})
    void anEntityRecoversWhoseFrontRetentionHasDeleted(String instance) {
        totals(instance, 25);
        try (var database = Samples.open(directory)) {
            assertThat(new TopicRows(database).deleteThrough(instance + "|counter", 20, 3))
                    .isEqualTo(20);
        }

        assertThat(totals(instance, 1)).containsExactly(26);
    }

    @Test
    void anEntityRecoversOfWhichOnlyTheLastFactIsLeftFarBehindTheFirst() {
        totals("subscription", 3);
        try (var database = Samples.open(directory)) {
            database.now(handle ->
                    handle.execute("UPDATE \"event_journal\" SET \"sequence_number\" = \"sequence_number\" + 5000"));
            var remains = new Remains("subscription|counter", 5_003);
            database.now(handle -> remains.delete(handle, new SubscriptionId(new UUID(0, 1))));
        }

        assertThat(totals("subscription", 2)).containsExactly(2, 3);
    }

    /** What the counter answers to so many increments, in a life of its own. */
    private List<Integer> totals(String instance, int increments) {
        try (var database = Samples.open(directory)) {
            var actors = ActorTestKit.create(config(database));
            try {
                var answers = actors.createTestProbe(Integer.class);
                var counter = actors.spawn(new Counter(instance));
                IntStream.range(0, increments).forEach(number -> counter.tell(new Add(answers.ref())));
                return answers.receiveSeveralMessages(increments, Duration.ofSeconds(20));
            } finally {
                actors.shutdownTestKit();
            }
        }
    }

    private static Config config(Database database) {
        return ConfigFactory.load(ConfigFactory.parseMap(database.location().settings())
                .withFallback(ConfigFactory.parseResources("persistence.conf")));
    }

    private static long snapshots(Database database) {
        return database.now(handle -> handle.createQuery("SELECT COUNT(*) FROM \"snapshot\"")
                .mapTo(Long.class)
                .one());
    }

    record Add(ActorRef<Integer> replyTo) {}

    record Added() implements Message {}

    record Total(int value) implements Message {}

    /** Counts, in the journal and the snapshot store of one instance. */
    private static final class Counter extends EventSourcedBehavior<Add, Added, Total> {

        private final String instance;

        private Counter(String instance) {
            super(PersistenceId.of(instance, "counter"));
            this.instance = instance;
        }

        @Override
        public String journalPluginId() {
            return "openmns.journal." + instance;
        }

        @Override
        public String snapshotPluginId() {
            return "openmns.snapshot." + instance;
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
        }

        @Override
        public Total emptyState() {
            return new Total(0);
        }

        @Override
        public CommandHandler<Add, Added, Total> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(
                            Add.class,
                            add -> Effect()
                                    .persist(new Added())
                                    .thenRun(total -> add.replyTo().tell(total.value())))
                    .build();
        }

        @Override
        public EventHandler<Total, Added> eventHandler() {
            return newEventHandlerBuilder()
                    .forAnyState()
                    .onEvent(Added.class, (total, added) -> new Total(total.value() + 1))
                    .build();
        }
    }
}
