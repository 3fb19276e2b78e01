package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Sink.status;

import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.delivery.Outcome.Verdict;

/** An endpoint for {@code hook.example}, with a certificate made for this test. */
class WebhookTlsTest {

    private static final String PASSWORD = "changeit";

    /** Every name is this machine. */
    private static final Resolver HERE = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};

    @TempDir
    static Path directory;

    private final Queue<String> namesAskedFor = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void makeCertificate() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "hook",
                "-keyalg",
                "EC",
                "-dname",
                "CN=hook.example",
                "-ext",
                "san=dns:hook.example",
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "hook", "-file", certificate().toString());
    }

    @Test
    void deliversToATrustedServerOfTheRightNameAndSaysWhichNameItMeans() throws Exception {
        try (var sink = sink();
                var webhook = webhook(Optional.of(certificate()))) {
            assertThat(outcome(webhook, "https://hook.example:" + sink.port() + "/")
                            .detail())
                    .isEqualTo("HTTP 200");

            assertThat(namesAskedFor).containsExactly("hook.example");
            assertThat(sink.next().header("host")).isEqualTo("hook.example:" + sink.port());
        }
    }

    @Test
    void keepsATlsConnectionForTheNextDelivery() throws Exception {
        try (var sink = sink();
                var webhook = webhook(Optional.of(certificate()))) {
            for (var delivery = 0; delivery < 5; delivery++) {
                outcome(webhook, "https://hook.example:" + sink.port() + "/");
            }

            assertThat(sink.received).hasSize(5);
            assertThat(sink.connections).hasValue(1);
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        refuses(Optional.of(certificate()), "https://other.example:");
    }

    @Test
    void refusesACertificateWithoutTheAddressItWasReachedUnder() throws Exception {
        refuses(Optional.of(certificate()), "https://127.0.0.1:");
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        refuses(Optional.empty(), "https://hook.example:");
    }

    @Test
    void retriesAServerThatDoesNotSpeakTls() throws Exception {
        try (var plain = new Sink(Sink.says("HTTP/1.1 400 Bad Request\nContent-Length: 0\n\n"));
                var silent = new ServerSocket(0);
                var webhook = webhook(Optional.empty())) {
            // The sink waits for the end of a line, which a TLS greeting may not have: it is the hang-up that counts.
            assertThat(outcome(webhook, "https://hook.example:" + plain.port() + "/")
                            .verdict())
                    .isEqualTo(Verdict.RETRY);
            assertThat(outcome(webhook, "https://hook.example:" + silent.getLocalPort() + "/")
                            .verdict())
                    .isEqualTo(Verdict.RETRY);
        }
    }

    private void refuses(Optional<Path> trusted, String origin) throws Exception {
        try (var sink = sink();
                var webhook = webhook(trusted)) {
            var outcome = outcome(webhook, origin + sink.port() + "/");

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY);
            assertThat(outcome.detail()).startsWith("TLS: ").doesNotContain("\n");
            assertThat(sink.received).isEmpty();
        }
    }

    private Sink sink() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(keystore().toFile())) {
            store.load(in, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var parameters = server.getSSLParameters();
        parameters.setSNIMatchers(List.of(new Listening(namesAskedFor)));
        server.setSSLParameters(parameters);
        return new Sink(server, status(200));
    }

    /** Takes every name, and remembers it. */
    private static final class Listening extends SNIMatcher {

        private final Queue<String> names;

        Listening(Queue<String> names) {
            super(StandardConstants.SNI_HOST_NAME);
            this.names = names;
        }

        @Override
        public boolean matches(SNIServerName name) {
            names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII));
            return true;
        }
    }

    private static Webhook webhook(Optional<Path> trusted) {
        var usual = Samples.settings();
        var connections = new WebhookSettings.Connections(8, 8, Duration.ofMillis(500), Duration.ofSeconds(4));
        var settings = new WebhookSettings(true, trusted, 1, usual.limits(), connections);
        return new Webhook(settings, "https://mns.example", HERE, Clock.systemUTC());
    }

    private static Outcome outcome(Webhook webhook, String url) throws Exception {
        return webhook.attempt(attempt(url)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Path keystore() {
        return directory.resolve("hook.p12");
    }

    private static Path certificate() {
        return directory.resolve("hook.pem");
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                keystore().toString(),
                "-storepass",
                PASSWORD));
        command.addAll(1, List.of(arguments));
        var exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }
}
