package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.status;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private static final Queue<String> clients = new ConcurrentLinkedQueue<>();
    private static Webhook webhook;
    private static Sink sink;

    @BeforeAll
    static void start() throws Exception {
        var usual = Samples.settings();
        var settings =
                new WebhookSettings(true, Optional.of(Certificates.server()), 1, usual.limits(), usual.connections());
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
        return new ClientCertificate(Certificates.pem(name), Certificates.pem(name + "-key"));
    }

    private static SSLServerSocket server() throws Exception {
        var server = Certificates.listen(new X509TrustManager[] {listening()});
        server.setNeedClientAuth(true);
        return server;
    }

    /** Trusts both clients, and notes who shows a certificate in a handshake. */
    private static X509TrustManager listening() throws Exception {
        var known = Certificates.emptyStore();
        known.setCertificateEntry("one", Certificates.x509("one"));
        known.setCertificateEntry("two", Certificates.x509("two"));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(known);
        return new ListeningTrust((X509TrustManager) factory.getTrustManagers()[0], clients);
    }
}
