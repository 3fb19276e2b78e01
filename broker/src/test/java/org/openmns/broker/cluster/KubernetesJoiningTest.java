package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.DatabaseLocation;

/** The manifests that we ship, run: as many pods as they say would, with the rights that they give, form one cluster. */
class KubernetesJoiningTest {

    private static final String NAMESPACE = "messaging";

    /** Two processes start in some 10 s; this is for a machine that does much else. */
    private static final Duration READY_MAX = Duration.ofMinutes(2);

    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final Manifests manifests = new Manifests();
    private final DatabaseLocation database = Postgres.emptyDatabase();
    private final List<NodeProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    private Map<String, Integer> ports = Map.of();

    @BeforeEach
    void choosePorts() throws IOException {
        ports = Map.of("http", Loopback.freePort(), "management", Loopback.freePort(), "cluster", Loopback.freePort());
    }

    @AfterEach
    void kill() {
        processes.forEach(NodeProcess::close);
    }

    @Test
    void thePodsOfTheDeploymentFindOneAnotherWithTheRightsOfTheirRoleAndNoMore() throws Exception {
        var account = ServiceAccount.make(folder, NAMESPACE);
        try (var api = new KubernetesApi(account, manifests.role())) {
            var pods = Loopback.BOTH.stream().map(this::pod).toList();
            api.add(of("postgresql", pod("127.0.0.3").listed("Running")));
            api.add(pod("127.0.0.4").listed("Pending"));
            pods.forEach(pod -> api.add(pod.listed("Running")));

            for (var pod : pods) {
                start(pod, api, account);
            }

            await(
                    "both are ready",
                    () -> pods.stream().allMatch(pod -> pod.probed().startsWith("200 ")));
            await("one cluster of both", () -> pods.stream().allMatch(this::seesBoth));
            assertThat(api.asked())
                    .containsExactly(new KubernetesApi.Question("list", NAMESPACE, "pods", "app=openmns"));
            assertThat(manifests.role().get("rules"))
                    .singleElement()
                    .satisfies(rule -> assertThat(rule.toString())
                            .isEqualTo("{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]}"));
        }
    }

    @Test
    void aPodWithoutTheRightToListPodsFoundsNothingAndSaysWhy() throws Exception {
        var account = ServiceAccount.make(folder, NAMESPACE);
        var role = manifests.role().deepCopy();
        ((ArrayNode) role.at("/rules/0/verbs")).removeAll().add("get");
        try (var api = new KubernetesApi(account, role)) {
            var pod = pod(Loopback.ONE);
            api.add(pod.listed("Running"));

            start(pod, api, account);

            await(
                    "it says why",
                    () -> pod.probed()
                            .contains("it cannot look for others by kubernetes: KubernetesApiException: Forbidden when"
                                    + " communicating with the Kubernetes API. Check RBAC settings."));
            assertThat(pod.probed()).startsWith("503 ");
        }
    }

    @Test
    void aNodeOutsideOfKubernetesFoundsNothingAndSaysWhy() {
        var nowhere = folder.resolve("ca.crt").toString();
        var settings = Map.of(
                "openmns.cluster.discovery",
                "kubernetes",
                "openmns.management.port",
                String.valueOf(ports.get("management")),
                "pekko.discovery.kubernetes-api.api-ca-path",
                nowhere);
        try (var node = JoiningNode.start(database, settings)) {
            Eventually.holds(
                    "it says why",
                    () -> node.joining()
                            .whyNot()
                            .orElse("")
                            .equals("it cannot look for others by kubernetes: NoSuchFileException: " + nowhere));
            assertThat(node.members()).isEmpty();
        }
    }

    private Pod pod(String address) {
        return new Pod(manifests, new Pod.Place(address, ports, folder));
    }

    private static JsonNode of(String app, ObjectNode pod) {
        ((ObjectNode) pod.at("/metadata/labels")).put("app", app);
        return pod;
    }

    private void start(Pod pod, KubernetesApi api, ServiceAccount account) throws IOException {
        var settings = Files.writeString(folder.resolve("openmns.conf"), account.settings());
        processes.add(pod.start(database, api.environment(), settings));
    }

    private boolean seesBoth(Pod pod) {
        return Loopback.BOTH.stream()
                .allMatch(address ->
                        pod.get("management", "/cluster/members").contains("@" + address + ":" + ports.get("cluster")));
    }

    private void await(String what, BooleanSupplier condition) {
        var until = System.nanoTime() + READY_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not within " + READY_MAX + ": " + what + "; they said:\n" + said());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private String said() {
        return processes.stream()
                .map(process -> process.output() + process.errors())
                .collect(Collectors.joining("\n"));
    }
}
