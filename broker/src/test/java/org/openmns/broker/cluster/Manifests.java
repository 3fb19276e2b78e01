package org.openmns.broker.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What we ship for Kubernetes, as it is read there: by kind and name. */
final class Manifests {

    private static final Path FOLDER = Path.of("..", "config", "k8s");

    private final Map<String, JsonNode> all = read();

    /** As in {@code Deployment/openmns}. */
    JsonNode get(String kindAndName) {
        return Objects.requireNonNull(all.get(kindAndName), kindAndName);
    }

    Map<String, JsonNode> all() {
        return all;
    }

    /** What the pods of the deployment are made of. */
    JsonNode pod() {
        return get("Deployment/openmns").at("/spec/template");
    }

    JsonNode container() {
        return pod().at("/spec/containers/0");
    }

    /** The numbers of the container's ports by their names. */
    Map<String, Integer> ports() {
        var ports = new LinkedHashMap<String, Integer>();
        container()
                .get("ports")
                .forEach(port -> ports.put(
                        port.get("name").asText(), port.get("containerPort").asInt()));
        return ports;
    }

    /** The role that the account of the pods has. */
    JsonNode role() {
        var account = pod().at("/spec/serviceAccountName").asText();
        get("ServiceAccount/" + account);
        return all.values().stream()
                .filter(each -> each.get("kind").asText().equals("RoleBinding"))
                .filter(each -> each.at("/subjects/0/kind").asText().equals("ServiceAccount"))
                .filter(each -> each.at("/subjects/0/name").asText().equals(account))
                .findFirst()
                .map(binding -> get(binding.at("/roleRef/kind").asText() + "/"
                        + binding.at("/roleRef/name").asText()))
                .orElseThrow(() -> new AssertionError("nothing binds " + account));
    }

    private static Map<String, JsonNode> read() {
        var mapper = new YAMLMapper();
        var found = new TreeMap<String, JsonNode>();
        try (var files = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            for (var file : files) {
                mapper.readerFor(JsonNode.class)
                        .<JsonNode>readValues(file.toFile())
                        .forEachRemaining(each -> found.put(name(each), each));
            }
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        return found;
    }

    private static String name(JsonNode manifest) {
        return manifest.get("kind").asText() + "/"
                + manifest.at("/metadata/name").asText();
    }
}
