package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.DatabaseLocation;

/** Who may join where nodes talk TLS, with certificates as the shipped script makes them. */
class TlsJoiningTest {

    @TempDir
    private static Path papers;

    private final DatabaseLocation database = Postgres.emptyDatabase();
    private final List<JoiningNode> nodes = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws IOException, InterruptedException {
        make("ours", "127.0.0.1");
        make("theirs", "127.0.0.1");
        Files.createDirectories(papers.resolve("elsewhere"));
        for (var file : List.of("ca.key", "ca.crt")) {
            Files.copy(
                    papers.resolve("ours").resolve(file),
                    papers.resolve("elsewhere").resolve(file));
        }
        make("elsewhere", "127.0.0.2");
    }

    @AfterEach
    void stop() {
        nodes.forEach(JoiningNode::abandon);
    }

    @Test
    void nodesWithCertificatesOfOneAuthorityFormACluster() {
        var first = start(tls("ours"));
        var second = start(tls("ours"));

        Eventually.holds("a cluster of two", () -> first.members().equals(Set.of(first.place(), second.place())));
    }

    @Test
    void aStrangerWithoutACertificateCannotJoin() {
        refuses(start(tls("ours")), start(Map.of()));
    }

    @Test
    void aNodeWithACertificateOfAnotherAuthorityCannotJoin() {
        refuses(start(tls("ours")), start(tls("theirs")));
    }

    @Test
    void aCertificateForAnotherHostIsTakenUnlessHostNamesAreVerified() {
        var first = start(tls("ours"));
        var second = start(tls("elsewhere"));

        Eventually.holds("a cluster of two", () -> first.members().equals(Set.of(first.place(), second.place())));
    }

    @Test
    void aNodeWithACertificateForAnotherHostCannotJoinWhereHostNamesAreVerified() {
        refuses(start(verifying("ours")), start(verifying("elsewhere")));
    }

    @Test
    void aNodeWithAFileThatIsNoCertificateDoesNotStart() throws IOException {
        var noCertificate = Files.writeString(papers.resolve("no.crt"), "no certificate");
        var wrong = with(tls("ours"), "openmns.cluster.tls.certificate-file", noCertificate.toString());

        assertThatThrownBy(() -> start(wrong))
                .hasStackTraceContaining("openmns.cluster.tls names files that cannot be used: ");
    }

    private void refuses(JoiningNode member, JoiningNode stranger) {
        Eventually.holds("the first is a member", () -> member.members().equals(Set.of(member.place())));

        Eventually.holds("the stranger has asked twice", () -> whyNot(stranger).contains(" 2 times to be taken in"));

        assertThat(whyNot(stranger)).contains("only one side talks TLS", "no certificate of the other's authority");
        assertThat(member.members()).containsExactly(member.place());
        assertThat(stranger.members()).isEmpty();
    }

    private static String whyNot(JoiningNode node) {
        return node.joining().whyNot().orElse("");
    }

    private static Map<String, String> verifying(String name) {
        return with(tls(name), "openmns.cluster.tls.hostname-verification", "true");
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        var all = new HashMap<>(settings);
        all.put(key, value);
        return all;
    }

    private static void make(String name, String host) throws IOException, InterruptedException {
        var script = Path.of("..", "config", "tls", "make-test-ca.sh").toString();
        var made = new ProcessBuilder("sh", script, papers.resolve(name).toString(), host)
                .inheritIO()
                .start();
        assertThat(made.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(made.exitValue()).isZero();
    }

    private static Map<String, String> tls(String name) {
        var at = papers.resolve(name);
        return Map.of(
                "openmns.cluster.tls.enabled", "true",
                "openmns.cluster.tls.key-file", at.resolve("tls.key").toString(),
                "openmns.cluster.tls.certificate-file", at.resolve("tls.crt").toString(),
                "openmns.cluster.tls.authority-file", at.resolve("ca.crt").toString());
    }

    private JoiningNode start(Map<String, String> overrides) {
        var node = JoiningNode.start(database, overrides);
        nodes.add(node);
        return node;
    }
}
