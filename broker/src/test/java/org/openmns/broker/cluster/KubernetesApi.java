package org.openmns.broker.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * As much of a Kubernetes API server as nodes need, over TLS: it lists the pods of one namespace by a label, to whom shows the
 * token of an account and as far as the role of that account allows.
 */
final class KubernetesApi implements AutoCloseable {

    private static final Pattern COLLECTION = Pattern.compile("/api/v1/namespaces/([^/]+)/([^/]+)");
    private static final Pattern SELECTOR = Pattern.compile("labelSelector=([^&]*)");
    private static final Map<String, String> VERBS =
            Map.of("GET", "list", "POST", "create", "DELETE", "deletecollection");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What somebody with the token asked for. */
    record Question(String verb, String namespace, String resource, String selector) {}

    private record Answer(int status, JsonNode body) {}

    private final ServiceAccount account;
    private final JsonNode role;
    private final HttpsServer server;
    private final List<JsonNode> pods = new CopyOnWriteArrayList<>();
    private final Set<Question> asked = ConcurrentHashMap.newKeySet();

    KubernetesApi(ServiceAccount account, JsonNode role) throws IOException {
        this.account = account;
        this.role = role;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(account.serverContext()));
        server.createContext("/", this::handle);
        server.start();
    }

    /** What a container is told by its environment. */
    Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(server.getAddress().getPort()));
    }

    /** Runs this pod, as far as those who list pods can see. */
    void add(JsonNode pod) {
        pods.add(pod);
    }

    Set<Question> asked() {
        return Set.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answer(exchange);
            var body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (!("Bearer " + account.token()).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return refusal(401, "Unauthorized");
        }
        var path = COLLECTION.matcher(exchange.getRequestURI().getPath());
        if (!path.matches()) {
            return refusal(404, "the server could not find the requested resource");
        }
        var selector = selector(exchange);
        var verb = VERBS.getOrDefault(exchange.getRequestMethod(), exchange.getRequestMethod());
        asked.add(new Question(verb, path.group(1), path.group(2), selector));
        return path.group(1).equals(account.namespace()) && isAllowed(verb, path.group(2))
                ? list(selector)
                : refusal(403, path.group(2) + " is forbidden: User cannot " + verb + " resource");
    }

    private static String selector(HttpExchange exchange) {
        var query = exchange.getRequestURI().getRawQuery();
        var matcher = SELECTOR.matcher(query == null ? "" : query);
        return matcher.find() ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
    }

    private boolean isAllowed(String verb, String resource) {
        return StreamSupport.stream(role.get("rules").spliterator(), false)
                .anyMatch(rule ->
                        has(rule, "apiGroups", "") && has(rule, "resources", resource) && has(rule, "verbs", verb));
    }

    private static boolean has(JsonNode rule, String what, String wanted) {
        return StreamSupport.stream(rule.get(what).spliterator(), false)
                .anyMatch(each -> each.asText().equals(wanted));
    }

    private Answer list(String selector) {
        var items = JsonNodeFactory.instance.arrayNode();
        pods.stream().filter(pod -> isSelected(pod, selector)).forEach(items::add);
        var list = JsonNodeFactory.instance.objectNode();
        list.put("kind", "PodList")
                .put("apiVersion", "v1")
                .putObject("metadata")
                .put("resourceVersion", "1");
        list.set("items", items);
        return new Answer(200, list);
    }

    /** By equality, all of them, as {@code kubectl get pods -l a=b,c=d} has it. */
    private static boolean isSelected(JsonNode pod, String selector) {
        return List.of(selector.split(",", -1)).stream()
                .map(each -> each.split("=", 2))
                .allMatch(each -> pod.at("/metadata/labels/" + each[0]).asText().equals(each[each.length - 1]));
    }

    private static Answer refusal(int status, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        return new Answer(status, body.put("message", message).put("code", status));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
