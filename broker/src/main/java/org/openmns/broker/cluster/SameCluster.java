package org.openmns.broker.cluster;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Compares what all nodes of a cluster must have alike, on both sides, before one is taken in: with another database events
 * would go astray, with another number of shards a topic would have two writers. Made by Pekko, by its name.
 */
final class SameCluster extends JoinConfigCompatChecker {

    private static final Map<String, String> ALIKE = new LinkedHashMap<>();

    static {
        ALIKE.put("openmns.cluster.identity", "the two nodes run on different databases");
        ALIKE.put(
                "pekko.cluster.sharding.number-of-shards",
                "pekko.cluster.sharding.number-of-shards must be the same on all nodes");
    }

    @Override
    public Seq<String> requiredKeys() {
        return CollectionConverters.asScala(new ArrayList<>(ALIKE.keySet())).toSeq();
    }

    @Override
    public ConfigValidation check(Config theirs, Config ours) {
        var wrong = ALIKE.entrySet().stream()
                .filter(each -> differs(each.getKey(), theirs, ours))
                .map(Map.Entry::getValue)
                .toList();
        return wrong.isEmpty() ? Valid$.MODULE$ : invalid(wrong);
    }

    private static ConfigValidation invalid(List<String> wrong) {
        return new Invalid(CollectionConverters.asScala(wrong).toSeq());
    }

    private static boolean differs(String key, Config theirs, Config ours) {
        return !theirs.hasPath(key) || !theirs.getString(key).equals(ours.getString(key));
    }
}
