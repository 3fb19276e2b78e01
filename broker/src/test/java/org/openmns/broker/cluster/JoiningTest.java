package org.openmns.broker.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.DatabaseLocation;

/** Nodes on one PostgreSQL become one cluster. {@code -Dopenmns.joining.rounds=N} repeats the race N times instead of five. */
class JoiningTest {

    private static final int ROUNDS = Integer.getInteger("openmns.joining.rounds", 5);

    private final List<JoiningNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(JoiningNode::close);
    }

    @Test
    void nodesThatStartAtTheSameInstantFormOneClusterEveryTime() {
        for (var round = 0; round < ROUNDS; round++) {
            var start = System.nanoTime();
            var database = Postgres.emptyDatabase();
            startAtOnce(database, 2 + round % 2);
            var all = places();
            Eventually.holds(
                    "one cluster of " + all,
                    () -> nodes.stream().allMatch(node -> node.members().equals(all)));
            System.out.println("JoiningTest round=" + round + " nodes=" + nodes.size() + " ms="
                    + (System.nanoTime() - start) / 1_000_000);
            nodes.forEach(JoiningNode::close);
            nodes.clear();
        }
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
