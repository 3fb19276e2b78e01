package org.openmns.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.RunningNode;
import org.openmns.config.HttpTls;
import org.openmns.config.SettingsException;

/** The API over TLS, with certificates as the shipped script makes them. */
class ServerTlsTest {

    private static final Path SCRIPT = Path.of("..", "config", "tls", "make-test-ca.sh");

    @TempDir
    private static Path directory;

    private static RunningNode node;

    @BeforeAll
    static void start() throws Exception {
        make("first");
        make("other");
        node = RunningNode.start(
                directory.resolve("data"),
                Map.of(
                        "openmns.http.tls.certificate-file",
                                file("first", "tls.crt").toString(),
                        "openmns.http.tls.key-file", file("first", "tls.key").toString(),
                        "openmns.http.head-timeout", "1 s"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void make(String name) throws IOException, InterruptedException {
        var made = new ProcessBuilder(
                        "sh", SCRIPT.toString(), directory.resolve(name).toString(), "127.0.0.1")
                .inheritIO()
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }

    private static Path file(String folder, String name) {
        return directory.resolve(folder).resolve(name);
    }

    @Test
    void answersOverTlsWhoTrustsItsAuthority() throws Exception {
        for (var protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
            try (var socket = connect("first", protocol)) {
                socket.getOutputStream()
                        .write("GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(text(socket.getInputStream()))
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("\"ping\":\"pong\"");
            }
        }
    }

    @Test
    void speaksNoBrokenTlsAndNoPlainText() throws Exception {
        assertThatThrownBy(() -> connect("other", "TLSv1.3")).isInstanceOf(SSLException.class);
        try (var plain = new Socket(InetAddress.getLoopbackAddress(), port())) {
            plain.getOutputStream()
                    .write("GET /_ping HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(text(plain.getInputStream())).doesNotContain("200 OK");
        }
    }

    @Test
    void whoConnectsAndNeverShakesHandsIsLetGo() throws Exception {
        var half = new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};
        for (var sent : List.of(new byte[0], half)) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(sent);
                text(socket.getInputStream());
            }
        }
    }

    /** It reads what it is told, and does not end its side. */
    @Test
    void whoDripsItsHeadOverTlsIsLetGo() throws Exception {
        try (var socket = connect("first", "TLSv1.3")) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /_ping HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            assertThat(text(socket.getInputStream())).contains("HTTP/1.1 400 ");
        }
    }

    /** It is told that this is the end, in HTTP and in TLS, and ends nothing itself. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "no HTTP\r\n\r\n"})
    void whoIsToldTheEndOverTlsAndStaysIsLetGo(String request) throws Exception {
        try (var wire = new Socket(InetAddress.getLoopbackAddress(), port())) {
            wire.setSoTimeout(20_000);
            var socket =
                    (SSLSocket) trusting("first").getSocketFactory().createSocket(wire, "localhost", port(), false);
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(text(socket.getInputStream())).startsWith("HTTP/1.1 ");

            text(wire.getInputStream());
        }
    }

    @Test
    void aRenewedCertificateCountsForTheNextConnectionAndABadOneForNone() throws Exception {
        var certificate = Files.copy(file("first", "tls.crt"), directory.resolve("live.crt"));
        var key = Files.copy(file("first", "tls.key"), directory.resolve("live.key"));
        var clock = new Hand();
        var served = new ServerCertificate(new HttpTls.Papers(certificate, key), clock);
        var first = served.shown();

        Files.copy(file("other", "tls.crt"), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(certificate, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        clock.now = clock.now.plusSeconds(31);
        assertThat(served.shown()).as("its key is still the old one").isEqualTo(first);

        Files.copy(file("other", "tls.key"), key, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(key, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        clock.now = clock.now.plusSeconds(31);
        assertThat(served.shown()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ec -pkeyopt ec_paramgen_curve:prime256v1", "ec -pkeyopt ec_paramgen_curve:secp384r1", "rsa:2048"
            })
    void takesKeysOfCurvesAsPublicAuthoritiesGiveThemAndOfRsa(String kind) throws Exception {
        var certificate = directory.resolve("one.crt");
        var key = directory.resolve("one.key");
        var command = "openssl req -x509 -nodes -days 2 -subj /CN=localhost -newkey " + kind + " -keyout " + key
                + " -out " + certificate;
        var made = new ProcessBuilder(command.split(" ", -1))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();

        var served = new ServerCertificate(new HttpTls.Papers(certificate, key), Clock.systemUTC());

        assertThat(served.shown()).isNotNull();
    }

    @Test
    void aKeyThatDoesNotFitStopsTheStart() {
        var mixed = new HttpTls.Papers(file("first", "tls.crt"), file("other", "tls.key"));

        assertThatThrownBy(() -> new ServerCertificate(mixed, Clock.systemUTC()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("openmns.http.tls");
    }

    /** Turned by the test. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static SSLSocket connect(String trusted, String protocol) throws Exception {
        var socket =
                (SSLSocket) trusting(trusted).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private static int port() {
        return Integer.parseInt(node.url().substring(node.url().lastIndexOf(':') + 1));
    }

    private static SSLContext trusting(String folder) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(file(folder, "ca.crt"))) {
            store.setCertificateEntry("ca", (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String text(InputStream in) throws IOException {
        var read = new ByteArrayOutputStream();
        try {
            in.transferTo(read);
        } catch (SocketTimeoutException stillOpen) {
            throw stillOpen;
        } catch (IOException cut) {
            // Cut off: what arrived before counts.
        }
        return read.toString(StandardCharsets.US_ASCII);
    }
}
