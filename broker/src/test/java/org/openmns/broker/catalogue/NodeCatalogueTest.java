package org.openmns.broker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.AuditTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.Grants;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.CatalogueJson;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.config.CatalogueSettings;
import org.openmns.event.CatalogueFile;
import org.openmns.event.TopicName;

/** Several nodes with one database. */
@OnBothDatabases
class NodeCatalogueTest {

    private static final Caller OPERATOR = caller("ops", Permission.OPERATOR);
    private static final Caller ACME = caller("acme");
    private static final TopicName REFERRAL = new TopicName("referral-1");
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final int TYPES_MAX = 3;

    @TempDir
    private Path directory;

    private Database database;

    private static Caller caller(String id, Permission... permissions) {
        return new Caller(new ApplicationId(id), new Permissions(Set.of(permissions)), Set.of(), Set.of());
    }

    @BeforeEach
    void open() {
        database = Database.open(Databases.in(directory));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private NodeCatalogue node(Duration refresh) {
        var limits = new CatalogueSettings.Limits(TYPES_MAX, 65_536, Duration.ofDays(365));
        return NodeCatalogue.start(
                database,
                new CatalogueSettings(Optional.empty(), refresh, limits),
                CatalogueFile.builtIn(),
                Clock.systemUTC());
    }

    private static CatalogueEntry entry(String type, String owner, String description) {
        return CatalogueJson.read("{\"type\":\"" + type + "\",\"about\":{\"description\":\"" + description
                + "\"},\"owner\":\"" + owner + "\",\"access\":\"by-approval\",\"example\":{}}");
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Optional<String> description(NodeCatalogue node, TopicName type) {
        return node.entries().find(type).map(entry -> entry.type().description().text());
    }

    @Test
    void whatOneNodePutsCountsThereAtOnceAndSoonOnTheOther() {
        try (var one = node(LATE);
                var other = node(SOON)) {
            assertThat(other.entries().all())
                    .hasSize(CatalogueFile.builtIn().all().size());

            assertThat(await(one.put(entry("referral-1", "acme", "first"), OPERATOR)))
                    .isTrue();
            assertThat(description(one, REFERRAL)).contains("first");
            assertThat(one.entries().catalogue().contains(REFERRAL)).isTrue();
            Eventually.holds(
                    "the other one knows", () -> description(other, REFERRAL).equals(Optional.of("first")));

            assertThat(await(one.put(entry("referral-1", "acme", "second"), ACME)))
                    .isFalse();
            Eventually.holds(
                    "the change too", () -> description(other, REFERRAL).equals(Optional.of("second")));
            assertThat(other.entries().governance(REFERRAL))
                    .isEqualTo(new Governance(Optional.of(new ApplicationId("acme")), true));
        }
    }

    @Test
    void aTypeOfTheConfigurationIsReplacedAndStaysSo() {
        var type = new TopicName("patientflags-change-1");
        try (var node = node(LATE)) {
            assertThat(await(node.put(entry(type.value(), "acme", "ours"), OPERATOR)))
                    .isFalse();
            assertThat(description(node, type)).contains("ours");
        }
        try (var again = node(LATE)) {
            assertThat(description(again, type)).contains("ours");
            assertThat(again.entries().all())
                    .hasSize(CatalogueFile.builtIn().all().size());
        }
        var noted = await(new AuditTable(database).list(0, 10)).entries();
        assertThat(noted)
                .extracting(AuditEntry::deed)
                .containsExactly(new Deed(
                        new ApplicationId("ops"), Action.EVENT_TYPE_CHANGED, "event-type/patientflags-change-1"));
        assertThat(noted.get(0).before().orElseThrow()).contains("uk.nhs.patient-flags-service");
        assertThat(noted.get(0).after().orElseThrow()).contains("\"ours\"");
    }

    @Test
    void whatIsPutAsItIsStoredIsNoChange() {
        try (var node = node(LATE)) {
            await(node.put(entry("referral-1", "acme", "first"), OPERATOR));
            var version = await(new AccessVersion(database).read());

            assertThat(await(node.put(entry("referral-1", "acme", "first"), ACME)))
                    .isFalse();

            assertThat(await(new AccessVersion(database).read())).isEqualTo(version);
            assertThat(await(new AuditTable(database).list(0, 10)).entries()).hasSize(1);
        }
    }

    @Test
    void whoOwnsATypeIsDecidedOnWhatIsStoredNotOnWhatThisNodeKnows() {
        try (var one = node(LATE);
                var other = node(LATE)) {
            await(one.put(entry("referral-1", "acme", "first"), OPERATOR));
            await(one.put(entry("referral-1", "other", "taken away"), OPERATOR));
            var before = await(new AuditTable(database).list(0, 10)).entries().size();

            assertThatThrownBy(() -> await(other.put(entry("referral-1", "acme", "mine"), ACME)))
                    .hasRootCauseInstanceOf(EventTypeRefused.class);

            assertThat(await(new AuditTable(database).list(0, 10)).entries()).hasSize(before);
            await(other.put(entry("referral-1", "other", "again"), OPERATOR));
            assertThat(description(other, REFERRAL)).contains("again");
        }
    }

    @Test
    void ofManyWhoPutOneTypeAtOnceOneAddsItAndEachIsNoted() {
        try (var one = node(LATE);
                var other = node(LATE)) {
            var puts = IntStream.range(0, 10)
                    .mapToObj(i -> (i % 2 == 0 ? one : other).put(entry("referral-1", "acme", "d" + i), OPERATOR))
                    .toList();

            assertThat(puts.stream().filter(NodeCatalogueTest::await)).hasSize(1);
            var noted = await(new AuditTable(database).list(0, 100)).entries();
            assertThat(noted).hasSize(10);
            for (int i = 1; i < noted.size(); i++) {
                assertThat(noted.get(i).before()).isEqualTo(noted.get(i - 1).after());
            }
        }
    }

    @Test
    void takesSoManyTypesAndNoMore() {
        try (var node = node(LATE)) {
            for (var type : List.of("a-1", "b-1", "c-1")) {
                await(node.put(entry(type, "acme", "x"), OPERATOR));
            }
            assertThatThrownBy(() -> await(node.put(entry("d-1", "acme", "x"), OPERATOR)))
                    .hasRootCauseInstanceOf(EventTypeRefused.class);
            assertThat(await(node.put(entry("a-1", "acme", "y"), OPERATOR))).isFalse();

            assertThat(node.entries().find(new TopicName("d-1"))).isEmpty();
            assertThat(await(new AuditTable(database).list(0, 100)).entries()).hasSize(4);
        }
    }

    @Test
    void whoeverFollowsATypeThatComesUnderApprovalIsGrantedItUntilItIsOpenAgain() {
        var type = new TopicName("patientflags-change-1");
        var grants = new Grants(database, Clock.systemUTC());
        var late = new Grants(database, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
        try (var node = node(LATE)) {
            var open = node.entries().find(type).orElseThrow();

            await(node.put(entry(type.value(), "acme", "ours"), OPERATOR));
            assertThat(await(grants.turned())).containsExactly(type);
            assertThat(await(late.turned())).isEmpty();
            await(node.put(entry(type.value(), "acme", "still"), ACME));
            assertThat(await(grants.turned())).containsExactly(type);

            await(node.put(open, OPERATOR));
            assertThat(await(grants.turned())).isEmpty();
        }
    }
}
