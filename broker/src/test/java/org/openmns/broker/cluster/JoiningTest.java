package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.ClusterSettings.Heartbeat;

/** Nodes on one PostgreSQL become one cluster. {@code -Dopenmns.joining.rounds=N} repeats the race N times instead of five. */
class JoiningTest {

    private static final int ROUNDS = Integer.getInteger("openmns.joining.rounds", 5);

    /** Signs of life so dense that a silence is noticed within the patience of a test. */
    private static final Map<String, String> FAST = Map.of(
            "openmns.cluster.heartbeat.interval", "300 ms",
            "openmns.cluster.heartbeat.silence-max", "3 s");

    private static final Duration MILLIS_300 = Duration.ofMillis(300);
    private static final Duration SECONDS_3 = Duration.ofSeconds(3);

    private final List<JoiningNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(JoiningNode::abandon);
    }

    @Test
    void nodesThatStartAtTheSameInstantFormOneClusterEveryTime() {
        for (var round = 0; round < ROUNDS; round++) {
            var database = Postgres.emptyDatabase();
            startAtOnce(database, 2 + round % 2);
            awaitOneCluster();
            nodes.forEach(JoiningNode::abandon);
            nodes.clear();
        }
    }

    @Test
    void aMemberThatStillGivesSignsOfLifeButCannotBeReachedKeepsOthersFromFoundingASecondCluster() {
        var location = Postgres.emptyDatabase();
        var unreachable = new NodeTable.Key(new Place("127.0.0.1", 1), UUID.randomUUID());
        try (var database = Database.open(location)) {
            var table = new NodeTable(database, new Heartbeat(MILLIS_300, SECONDS_3, SECONDS_3));
            table.enter(unreachable, row(unreachable, true));
            start(location, FAST);

            Eventually.holds("it says why", () -> {
                table.beat(unreachable, row(unreachable, true));
                return nodes.get(0).joining().whyNot().orElse("").contains("127.0.0.1:1 (seen 0 s ago)");
            });
        }
        var late = nodes.get(0);
        assertThat(late.joining().whyNot())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("founds no second cluster", late.place().toString(), "openmns.cluster.host"));
        assertThat(late.members()).isEmpty();
        Eventually.holds(
                "it goes on once the other is silent", () -> late.members().equals(places(late)));
    }

    @Test
    void nodesThatWereAllKilledAtOnceFormOneClusterAgainThoughTheirRowsAreStillThere() {
        var database = Postgres.emptyDatabase();
        startAtOnce(database, 2);
        awaitOneCluster();
        nodes.forEach(JoiningNode::vanish);
        nodes.clear();

        startAtOnce(database, 3);

        awaitOneCluster();
    }

    @Test
    void aNodeWhoseDeadPredecessorLeftItsRowJoinsTheOthers() {
        var database = Postgres.emptyDatabase();
        startAtOnce(database, 2);
        awaitOneCluster();
        var killed = nodes.remove(0);
        killed.vanish();

        start(database, FAST);

        Eventually.holds(
                "two live members",
                () -> nodes.stream().allMatch(node -> node.members().containsAll(places())));
    }

    @Test
    void aNodeThatStopsInGoodOrderLeavesNoRow() {
        var database = Postgres.emptyDatabase();
        startAtOnce(database, 2);
        awaitOneCluster();

        nodes.remove(0).close();

        assertThat(nodes.get(0).table().live())
                .extracting(NodeRow::cluster)
                .containsExactly(nodes.get(0).place());
    }

    @Test
    void aNodeThatWasSilentWhileOthersWentOnWithoutItEnds() {
        var database = Postgres.emptyDatabase();
        var first = start(
                database,
                Map.of("openmns.cluster.heartbeat.interval", "3 s", "openmns.cluster.heartbeat.silence-max", "9 s"));
        Eventually.holds("the first is a member", () -> first.members().equals(places(first)));
        var other = new NodeTable.Key(new Place("127.0.0.1", 1), UUID.randomUUID());
        first.table().enter(other, row(other, true));

        update(database, "UPDATE node SET seen_at = seen_at - INTERVAL '1 minute' WHERE port <> 1");

        Eventually.holds("it ended", first::hasEnded);
    }

    @Test
    void aNodeOfAnotherDatabaseIsNotTakenIn() {
        var first = start(Postgres.emptyDatabase(), FAST);
        Eventually.holds("the first is a member", () -> first.members().equals(places(first)));
        var contact = first.table().live().get(0).management();

        var stranger = start(
                Postgres.emptyDatabase(),
                Map.of("openmns.cluster.discovery", "config", "openmns.cluster.contact-points", contact.toString()));

        Eventually.holds("the stranger ended", stranger::hasEnded);
        assertThat(first.members()).isEqualTo(places(first));
    }

    @Test
    void nodesFindOneAnotherByAListOfContactPoints() throws IOException {
        var database = Postgres.emptyDatabase();
        var ports = List.of(freePort(), freePort());
        var points = "127.0.0.1:" + ports.get(0) + ", 127.0.0.1:" + ports.get(1);
        for (var port : ports) {
            start(
                    database,
                    Map.of(
                            "openmns.cluster.discovery",
                            "config",
                            "openmns.cluster.contact-points",
                            points,
                            "openmns.management.port",
                            port.toString()));
        }

        awaitOneCluster();
    }

    private static void update(DatabaseLocation database, String sql) {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static NodeRow row(NodeTable.Key key, boolean member) {
        return new NodeRow(
                key.cluster(), key.cluster(), 0, "test", new NodeRow.Life(member, Instant.EPOCH, Duration.ZERO));
    }

    private JoiningNode start(DatabaseLocation database, Map<String, String> overrides) {
        var node = JoiningNode.start(database, overrides);
        nodes.add(node);
        return node;
    }

    private void awaitOneCluster() {
        var all = places();
        Eventually.holds(
                "one cluster of " + all,
                () -> nodes.stream().allMatch(node -> node.members().equals(all)));
    }

    private static Set<Place> places(JoiningNode node) {
        return Set.of(node.place());
    }

    private void startAtOnce(DatabaseLocation database, int count) {
        var starting = IntStream.range(0, count)
                .mapToObj(each -> JoiningNode.starting(database))
                .toList();
        starting.forEach(each -> nodes.add(each.join()));
    }

    private Set<Place> places() {
        return nodes.stream().map(JoiningNode::place).collect(Collectors.toSet());
    }
}
