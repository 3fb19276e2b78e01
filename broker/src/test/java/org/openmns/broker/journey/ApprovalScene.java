package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.openmns.access.ApplicationId;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** A node that asks for tokens, an application that owns event types, and two that want to follow them. */
final class ApprovalScene implements AutoCloseable {

    static final ApplicationId OWNER = new ApplicationId("flags");
    static final String GP = "gp-1";
    static final String BREACH = "{\"reason\":\"a breach\"}";
    static final String OFF = "access to the event type was withdrawn: a breach";

    /** What is under approval, as it was before. */
    private final Map<String, String> before = new HashMap<>();

    private final Path directory;
    private RunningNode node;
    TokenCalls calls;
    Sink sink;
    Sink others;
    String owner = "";
    String gp = "";
    String other = "";

    ApprovalScene(Path directory) {
        this.directory = directory;
        sink = new Sink();
        others = new Sink();
        node = started();
        calls = TokenCalls.to(node);
        calls.register(OWNER.value(), "events:create:*");
        calls.register("gp-2", "subscriptions:create:*");
    }

    private RunningNode started() {
        return RunningNode.start(database(), TokenCalls.settings(directory));
    }

    /** Where the node keeps its data. */
    Path database() {
        return directory.resolve("data");
    }

    /** All get new tokens, and have received nothing yet. */
    void comeIn() {
        sink.close();
        others.close();
        sink = new Sink();
        others = new Sink();
        calls.register(GP, "subscriptions:create:*");
        owner = calls.token(OWNER.value());
        gp = calls.token(GP);
        other = calls.token("gp-2");
    }

    /** Nobody receives anything any more, and every type is open again. */
    void leave() {
        sink.close();
        others.close();
        openAll();
    }

    /** Something happens between the end of one node and the start of the next one. */
    void startAnewAfter(Runnable meanwhile) {
        node.close();
        meanwhile.run();
        node = started();
        calls = TokenCalls.to(node);
    }

    void putUnderApproval(String type) {
        var open =
                calls.call("GET", "/event-types/" + type, "", calls.operator()).body();
        before.put(type, open);
        var governed =
                ((ObjectNode) Calls.json(open)).put("owner", OWNER.value()).put("access", "by-approval");
        put(type, governed.toString());
    }

    private void openAll() {
        before.forEach(this::put);
        before.clear();
    }

    private void put(String type, String json) {
        var answer = calls.call("PUT", "/event-types/" + type, json, calls.operator(), "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Override
    public void close() {
        sink.close();
        others.close();
        node.close();
    }

    HttpResponse<String> subscribe(String type, Sink to, String token) {
        return calls.call(
                "POST", "/subscriptions", RunningNode.subscription("eventType=" + type, to.url(), "{}"), token);
    }

    /** The application's own requests for this type, as it is told of them. */
    JsonNode requestsOf(String type, String token) {
        return Calls.json(calls.call("GET", requests(type), "", token).body()).get("accessRequests");
    }

    String subscribed(String type, Sink to, String token) {
        var created = subscribe(type, to, token);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return Calls.json(created.body()).get("id").asText();
    }

    JsonNode subscription(String id, String token) {
        return Calls.json(calls.call("GET", "/subscriptions/" + id, "", token).body());
    }

    void publish(String type, String id) {
        var answer = calls.call("POST", "/events", RunningNode.event(type, id, "9000000009", Map.of()), owner);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    static String requests(String type) {
        return "/event-types/" + type + "/access-requests";
    }

    String requested(String type, String token) {
        var created = calls.call("POST", requests(type), "{\"useCase\":\"to tell practices\"}", token);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return Calls.json(created.body()).get("id").asText();
    }

    HttpResponse<String> decide(String type, String id, String step, String body) {
        return calls.call("POST", requests(type) + "/" + id + "/" + step, body, owner);
    }

    String granted(String type, String token) {
        var id = requested(type, token);
        assertThat(decide(type, id, "approve", "").statusCode()).isEqualTo(204);
        return id;
    }
}
