package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.status;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.ClientCertificate;

/** An endpoint for {@code hook.example} that lets in the two clients whose certificates it knows, and nobody else. */
class MutualTlsTest {

    private static final Path CERTIFICATES = Path.of("src", "test", "resources", "certificates");
    private static final char[] NO_PASSWORD = {};

    private static final Queue<String> clients = new ConcurrentLinkedQueue<>();
    private static Webhook webhook;
    private static Sink sink;

    @BeforeAll
    static void start() throws Exception {
        var usual = Samples.settings();
        var settings = new WebhookSettings(
                true, Optional.of(CERTIFICATES.resolve("server.pem")), 1, usual.limits(), usual.connections());
        webhook = Webhooks.webhook(settings, host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
        sink = new Sink(server(), status(200));
    }

    @AfterAll
    static void stop() throws IOException {
        webhook.close();
        sink.close();
    }

    /** Connections of the first must not serve the second, whose certificate the endpoint would then never see. */
    @Test
    void eachSubscriptionShowsItsOwnCertificateOnConnectionsOfItsOwn() throws Exception {
        clients.clear();
        for (var name : List.of("one", "two", "one", "two")) {
            assertThat(outcome(Optional.of(certificate(name))).detail()).isEqualTo("HTTP 200");
        }

        assertThat(clients).containsExactly("CN=one.example", "CN=two.example");
    }

    @Test
    void whoShowsNoneIsNotLetInAlsoAfterOneThatWas() throws Exception {
        outcome(Optional.of(certificate("one")));
        var before = sink.received.size();

        var outcome = outcome(Optional.empty());

        assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY);
        assertThat(outcome.httpStatus()).isEmpty();
        assertThat(sink.received).hasSize(before);
    }

    /** The server's certificate is judged as ever. */
    @Test
    void aServerOfAnotherNameIsShownNothing() throws Exception {
        var before = sink.received.size();

        var outcome = outcome("other.example", Optional.of(certificate("one")));

        assertThat(outcome.detail()).startsWith("TLS: ");
        assertThat(sink.received).hasSize(before);
    }

    private static Outcome outcome(Optional<ClientCertificate> certificate) throws Exception {
        return outcome("hook.example", certificate);
    }

    private static Outcome outcome(String host, Optional<ClientCertificate> certificate) throws Exception {
        var hook = new RestHook(
                "https://" + host + ":" + sink.port() + "/",
                Payload.JSON,
                List.of(),
                Hydration.OFF,
                new Credentials(Optional.empty(), certificate));
        return Webhooks.outcome(webhook, Samples.attempt(hook, Samples.event()));
    }

    private static ClientCertificate certificate(String name) throws IOException {
        return new ClientCertificate(pem(name), pem(name + "-key"));
    }

    private static SSLServerSocket server() throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var own = emptyStore();
        own.setKeyEntry("server", key("server-key"), NO_PASSWORD, new Certificate[] {x509("server")});
        keys.init(own, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new X509TrustManager[] {listening()}, null);
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return server;
    }

    /** Trusts both clients, and notes who shows a certificate in a handshake. */
    private static X509TrustManager listening() throws Exception {
        var known = emptyStore();
        known.setCertificateEntry("one", x509("one"));
        known.setCertificateEntry("two", x509("two"));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(known);
        return new ListeningTrust((X509TrustManager) factory.getTrustManagers()[0], clients);
    }

    private static KeyStore emptyStore() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate x509(String name) throws Exception {
        var bytes = new ByteArrayInputStream(pem(name).getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    private static Key key(String name) throws Exception {
        var der = Base64.getMimeDecoder().decode(pem(name).replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String pem(String name) throws IOException {
        return Files.readString(CERTIFICATES.resolve(name + ".pem"));
    }
}
