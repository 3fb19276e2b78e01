package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;

/** The manifests that we ship say what the code says: names of settings, ports, paths, labels, limits. */
class KubernetesManifestsTest {

    private static final Path DEFAULTS = Path.of("..", "config", "src", "main", "resources");
    private static final Path LAUNCHER = Path.of("src", "main", "dist", "bin", "openmns");

    /** The types take what they do not know aside; here that fails. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private final Manifests manifests = new Manifests();
    private final JsonNode pod = manifests.pod();
    private final JsonNode container = manifests.container();

    @ParameterizedTest
    @CsvSource({
        "Deployment/openmns, io.fabric8.kubernetes.api.model.apps.Deployment",
        "NetworkPolicy/openmns, io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy",
        "PodDisruptionBudget/openmns, io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget",
        "Role/openmns-pod-reader, io.fabric8.kubernetes.api.model.rbac.Role",
        "RoleBinding/openmns-pod-reader, io.fabric8.kubernetes.api.model.rbac.RoleBinding",
        "Secret/openmns-database, io.fabric8.kubernetes.api.model.Secret",
        "Secret/openmns-keys, io.fabric8.kubernetes.api.model.Secret",
        "Service/openmns, io.fabric8.kubernetes.api.model.Service",
        "ServiceAccount/openmns, io.fabric8.kubernetes.api.model.ServiceAccount",
    })
    void everyFieldIsOneThatKubernetesKnows(String name, Class<? extends HasMetadata> kind)
            throws JsonProcessingException {
        var read = STRICT.treeToValue(manifests.get(name), kind);

        assertThat(manifests.all()).hasSize(9);
        assertThat(read.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(kind));
        assertThat(read.getKind() + "/" + read.getMetadata().getName()).isEqualTo(name);
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
                "openmns.node.public-base-url", variable("OPENMNS_PUBLIC_BASE_URL"),
                "openmns.http.tls.ends-before-me", variable("OPENMNS_TLS_ENDS_BEFORE_ME"),
                "openmns.node.port", variable("OPENMNS_PORT"),
                "openmns.cluster.port", variable("OPENMNS_CLUSTER_PORT"),
                "openmns.management.port", variable("OPENMNS_MANAGEMENT_PORT"),
                "openmns.cluster.discovery", variable("OPENMNS_CLUSTER_DISCOVERY"),
                "openmns.cluster.service", variable("OPENMNS_CLUSTER_SERVICE"),
                "openmns.database.url",
                        manifests
                                .get("Secret/openmns-database")
                                .at("/stringData/url")
                                .asText());
        var settings = Settings.load(Profile.PRODUCTION, values, Optional.empty());

        assertThat(manifests.ports())
                .isEqualTo(Map.of(
                        "http", settings.node().port(),
                        "cluster", settings.cluster().cluster().port(),
                        "management", settings.cluster().management().port()));
    }

    @Test
    void everythingIsAboutPodsWithTheLabelByWhichNodesFindOneAnother() {
        var label = pod.at("/metadata/labels/app").asText();

        assertThat(variable("OPENMNS_CLUSTER_SERVICE")).isEqualTo(label);
        assertThat(manifests.get("Service/openmns").at("/spec/selector/app").asText())
                .isEqualTo(label);
        assertThat(manifests
                        .get("PodDisruptionBudget/openmns")
                        .at("/spec/selector/matchLabels/app")
                        .asText())
                .isEqualTo(label);
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
        var update = manifests.get("Deployment/openmns").at("/spec/strategy/rollingUpdate");

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
}
