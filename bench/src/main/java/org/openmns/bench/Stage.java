package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Plan;
import org.openmns.bench.node.Bulk;
import org.openmns.bench.node.Cluster;
import org.openmns.bench.node.Java;
import org.openmns.bench.node.Login;
import org.openmns.bench.node.Node;

/** What a scenario runs on: nodes, a sink, and the means to start generators. */
record Stage(Cluster cluster, Receiver receiver, Tools tools, Effort effort) {

    /** How long nothing may arrive before what is missing counts as lost. */
    static final Duration QUIET = Duration.ofSeconds(15);

    /** The event type where one is enough. */
    static final String TYPE = "pds-change-of-gp-2";

    private static final String PATH = "/subscriptions";
    private static final int CONNECTIONS = 32;

    /** The JDK of generator and sink, and where logs and data go. */
    record Tools(Java java, Path work) {}

    /** The same beside these nodes. */
    Stage on(Cluster other) {
        return new Stage(other, receiver, tools, effort);
    }

    /** One event type, single events about these subjects. */
    Generator generator(int connections, Subjects subjects) throws IOException {
        return generator(connections, List.of(TYPE), 1, subjects);
    }

    Generator generator(int connections, List<String> types, int eventsPerRequest, Subjects subjects)
            throws IOException {
        return generator(new Plan(targets(connections), types, eventsPerRequest, subjects), cluster.login());
    }

    /** As this application, where there is one. */
    Generator generator(Plan plan, Optional<Login> application) throws IOException {
        var log = tools.work().resolve("load-" + System.nanoTime() + ".log");
        return Generator.start(tools.java(), log, plan, application);
    }

    /** All nodes, over so many connections. */
    Plan.Targets targets(int connections) {
        return new Plan.Targets(cluster.events(), connections, receiver.url());
    }

    /** What one subscription asks for. */
    record Wish(String criteria, String endpoint) {}

    /** Subscribes as each index says; answers the ids in no particular order. */
    List<String> subscribe(int number, IntFunction<Wish> wishes) throws IOException {
        var ids = new ArrayList<String>();
        var node = cluster.first();
        Bulk.send(
                node.url(),
                CONNECTIONS,
                number,
                new Bulk.Work(
                        index -> subscription(node, wishes.apply(index)),
                        Set.of(201),
                        (index, body) -> ids.add(new JsonObject(body).getString("id"))));
        return ids;
    }

    /** So many paths of a group of the sink's, from 1 on, to every event of {@link #TYPE}. */
    List<String> subscribeToEverything(int group, int number) throws IOException {
        return subscribe(number, index -> new Wish(everything(), receiver.endpoint(group, index + 1)));
    }

    private static byte[] subscription(Node node, Wish wish) {
        var channel = new JsonObject()
                .put("type", "rest-hook")
                .put("endpoint", wish.endpoint)
                .put("payload", "application/json");
        var body = new JsonObject()
                .put("resourceType", "Subscription")
                .put("status", "requested")
                .put("reason", "bench")
                .put("criteria", wish.criteria)
                .put("channel", channel);
        return node.request("POST", PATH, "application/fhir+json", body.encode().getBytes(StandardCharsets.UTF_8));
    }

    void unsubscribe(List<String> ids) throws IOException {
        var node = cluster.first();
        Bulk.send(
                node.url(),
                CONNECTIONS,
                ids.size(),
                new Bulk.Work(index -> node.request("DELETE", PATH + "/" + ids.get(index)), 204));
    }

    /** Criteria that every event of {@link #TYPE} matches. */
    static String everything() {
        return "eventType='" + TYPE + "'";
    }
}
