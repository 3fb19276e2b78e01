package org.openmns.broker.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.store.DatabaseLocation;

/**
 * A pod of our deployment as a kubelet would run it: the command and the environment of the manifest. What it has of its own
 * in a cluster it shares here, so its ports are other ones, and it listens at its address only.
 */
final class Pod {

    /** What the deployment does not say: what runs where. */
    record Place(String address, Map<String, Integer> ports, Path data) {}

    private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final Manifests manifests;
    private final Place place;

    Pod(Manifests manifests, Place place) {
        this.manifests = manifests;
        this.place = place;
    }

    /** How it is listed; {@code phase} is Running or Pending, and then it has no address yet. */
    ObjectNode listed(String phase) {
        var pod = JsonNodeFactory.instance.objectNode();
        pod.set("metadata", manifests.pod().get("metadata").deepCopy());
        var spec = manifests.pod().get("spec").deepCopy();
        for (var port : (ArrayNode) spec.at("/containers/0/ports")) {
            ((ObjectNode) port).put("containerPort", number(port.get("name").asText()));
        }
        pod.set("spec", spec);
        var status = pod.putObject("status").put("phase", phase);
        return phase.equals("Running") ? pod.set("status", status.put("podIP", place.address())) : pod;
    }

    /** Starts its container; the settings stand for what differs from one. */
    NodeProcess start(DatabaseLocation database, Map<String, String> environment, Path settings) throws IOException {
        var all = new HashMap<>(environment);
        var secret = Map.of(
                "url",
                database.url(),
                "user",
                database.user(),
                "password",
                database.password(),
                "secret-keys",
                SECRET_KEY);
        manifests
                .container()
                .get("env")
                .forEach(each -> all.put(each.get("name").asText(), value(each, secret)));
        all.put("OPENMNS_HOST", place.address());
        all.put("OPENMNS_DATA", place.data().toString());
        all.put("OPENMNS_CONFIG", settings.toString());
        all.put("OPENMNS_OPERATOR_JWKS_FILE", operatorKeys().toString());
        return NodeProcess.run(all, arguments().toArray(String[]::new));
    }

    private Path operatorKeys() throws IOException {
        return Files.writeString(
                Files.createDirectories(place.data()).resolve("operator.jwks"),
                manifests
                        .get("Secret/openmns-keys")
                        .at("/stringData/operator.jwks")
                        .asText());
    }

    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        manifests.container().get("command").forEach(word -> arguments.add(word.asText()));
        return arguments.subList(1, arguments.size());
    }

    private String value(JsonNode variable, Map<String, String> secret) {
        var from = variable.path("valueFrom");
        if (from.has("secretKeyRef")) {
            return Objects.requireNonNull(
                    secret.get(from.at("/secretKeyRef/key").asText()));
        }
        if (from.at("/fieldRef/fieldPath").asText().equals("status.podIP")) {
            return place.address();
        }
        var text = variable.get("value").asText();
        return manifests.ports().entrySet().stream()
                .filter(port -> port.getValue().toString().equals(text))
                .findFirst()
                .map(port -> Integer.toString(number(port.getKey())))
                .orElse(text);
    }

    private int number(String port) {
        return Objects.requireNonNull(place.ports().get(port), port);
    }

    /** What the readiness probe of the manifest gets: the status and what it says. */
    String probed() {
        var probe = manifests.container().at("/readinessProbe/httpGet");
        return get(probe.get("port").asText(), probe.get("path").asText());
    }

    /** The status and the body of what this port answers; nothing where nobody does. */
    String get(String port, String path) {
        try {
            var uri = URI.create("http://" + place.address() + ":" + number(port) + path);
            var connection = (HttpURLConnection) uri.toURL().openConnection();
            var status = connection.getResponseCode();
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException notYet) {
            return "";
        }
    }
}
