package org.openmns.bench.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.openmns.bench.event.Subjects;

/** What a generator publishes and where to, whatever the pace. */
public record Plan(Targets targets, List<String> types, int eventsPerRequest, Subjects subjects) {

    public Plan {
        types = List.copyOf(types);
    }

    /** The URLs of {@code /events} of all nodes, how many connections to all of them, and the sink. */
    public record Targets(List<URI> nodes, int connections, URI sink) {

        public Targets {
            nodes = List.copyOf(nodes);
        }
    }

    /** For another process. */
    public JsonObject json() {
        return new JsonObject()
                .put(
                        "nodes",
                        new JsonArray(targets.nodes.stream().map(URI::toString).toList()))
                .put("connections", targets.connections)
                .put("sink", targets.sink.toString())
                .put("types", new JsonArray(types))
                .put("eventsPerRequest", eventsPerRequest)
                .put("subjects", subjects.json());
    }

    /** What {@link #json} wrote. */
    public static Plan from(JsonObject json) {
        var nodes = json.getJsonArray("nodes").stream()
                .map(node -> URI.create(node.toString()))
                .toList();
        return new Plan(
                new Targets(nodes, json.getInteger("connections"), URI.create(json.getString("sink"))),
                json.getJsonArray("types").stream().map(Object::toString).toList(),
                json.getInteger("eventsPerRequest"),
                Subjects.from(json.getJsonObject("subjects")));
    }
}
