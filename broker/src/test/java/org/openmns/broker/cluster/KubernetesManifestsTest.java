package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;

/** The manifests that we ship say what the code says: names of settings, ports, paths, labels, limits. */
class KubernetesManifestsTest {

    private static final Path MANIFESTS = Path.of("..", "config", "k8s");
    private static final Path DEFAULTS = Path.of("..", "config", "src", "main", "resources");
    private static final Path LAUNCHER = Path.of("src", "main", "dist", "bin", "openmns");

    private final Map<String, JsonNode> manifests = read();
    private final JsonNode pod = manifest("Deployment/openmns").at("/spec/template");
    private final JsonNode container = pod.at("/spec/containers/0");

    private JsonNode manifest(String name) {
        return Objects.requireNonNull(manifests.get(name), name);
    }

    @Test
    void everyVariableIsOneThatTheProgramReads() throws IOException {
        var known = new StringBuilder(Files.readString(LAUNCHER));
        try (var files = Files.newDirectoryStream(DEFAULTS, "*.conf")) {
            for (var file : files) {
                known.append(Files.readString(file));
            }
        }

        assertThat(container.get("env"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(known)
                        .containsPattern("\\$\\{\\??" + variable.get("name").asText() + "\\b"));
    }

    @Test
    void theSettingsThatItMakesAreAcceptedAndTheirPortsAreThoseOfTheContainer() {
        var values = Map.of(
                "openmns.node.port", variable("OPENMNS_PORT"),
                "openmns.cluster.port", variable("OPENMNS_CLUSTER_PORT"),
                "openmns.management.port", variable("OPENMNS_MANAGEMENT_PORT"),
                "openmns.cluster.discovery", variable("OPENMNS_CLUSTER_DISCOVERY"),
                "openmns.cluster.service", variable("OPENMNS_CLUSTER_SERVICE"),
                "openmns.database.url",
                        manifest("Secret/openmns-database")
                                .at("/stringData/url")
                                .asText());
        var settings = Settings.load(Profile.PRODUCTION, values, Optional.empty());

        assertThat(ports())
                .isEqualTo(Map.of(
                        "http", settings.node().port(),
                        "cluster", settings.cluster().cluster().port(),
                        "management", settings.cluster().management().port()));
    }

    @Test
    void nodesFindThePodsByTheirLabelAndMayReadThem() {
        var label = pod.at("/metadata/labels/app").asText();

        assertThat(variable("OPENMNS_CLUSTER_SERVICE")).isEqualTo(label);
        assertThat(manifest("Service/openmns").at("/spec/selector/app").asText())
                .isEqualTo(label);
        assertThat(manifest("PodDisruptionBudget/openmns")
                        .at("/spec/selector/matchLabels/app")
                        .asText())
                .isEqualTo(label);
        var account = pod.at("/spec/serviceAccountName").asText();
        var binding = manifest("RoleBinding/openmns-pod-reader");
        assertThat(manifests).containsKey("ServiceAccount/" + account);
        assertThat(binding.at("/subjects/0/name").asText()).isEqualTo(account);
        var rule = manifest("Role/" + binding.at("/roleRef/name").asText()).at("/rules/0");
        assertThat(rule.get("resources")).extracting(JsonNode::asText).containsExactly("pods");
        assertThat(rule.get("verbs")).extracting(JsonNode::asText).containsExactly("get", "list", "watch");
    }

    @Test
    void probesAskWhatIsServedAtThePublicPort() {
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        assertThat(List.of("startupProbe", "readinessProbe", "livenessProbe"))
                .allSatisfy(probe -> assertThat(
                                container.at("/" + probe + "/httpGet/port").asText())
                        .isEqualTo("http"));
    }

    @Test
    void aPodHasTheTimeThatAllPhasesOfAStopMayTakeTogether() {
        var config =
                Layers.load(Profile.PRODUCTION, Map.of(), Optional.empty()).getConfig("pekko.coordinated-shutdown");
        var phases = config.getConfig("phases").root().keySet().stream()
                .map(phase -> config.getConfig("phases." + phase)
                        .withFallback(
                                ConfigFactory.parseMap(Map.of("timeout", config.getString("default-phase-timeout"))))
                        .getDuration("timeout"))
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(pod.at("/spec/terminationGracePeriodSeconds").asLong()).isGreaterThan(phases.toSeconds());
    }

    @Test
    void aRollingUpdateNeverHasFewerNodesThanWanted() {
        var update = manifest("Deployment/openmns").at("/spec/strategy/rollingUpdate");

        assertThat(update.get("maxUnavailable").asInt()).isZero();
        assertThat(update.get("maxSurge").asInt()).isEqualTo(1);
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
    }

    private String variable(String name) {
        for (var variable : container.get("env")) {
            if (variable.get("name").asText().equals(name)) {
                return variable.get("value").asText();
            }
        }
        throw new AssertionError("the deployment does not set " + name);
    }

    private Map<String, Integer> ports() {
        var ports = new LinkedHashMap<String, Integer>();
        container
                .get("ports")
                .forEach(port -> ports.put(
                        port.get("name").asText(), port.get("containerPort").asInt()));
        return ports;
    }

    private static Map<String, JsonNode> read() {
        var mapper = new YAMLMapper();
        var found = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(MANIFESTS, "*.yaml")) {
            for (var file : files) {
                mapper.readerFor(JsonNode.class)
                        .<JsonNode>readValues(file.toFile())
                        .forEachRemaining(found::add);
            }
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        return found.stream()
                .collect(Collectors.toMap(
                        each -> each.get("kind").asText() + "/"
                                + each.at("/metadata/name").asText(),
                        each -> each));
    }
}
