package org.openmns.broker.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.openmns.config.EgressProxy;

/** The endpoint {@code hook.example} behind a proxy, which leads to this machine whatever address it is asked for. */
final class ProxiedEndpoint {

    static final EgressProxy.Login LOGIN = new EgressProxy.Login("mns", "proxy-secret");

    /** As names resolve on this node. */
    private static final Map<String, String> ADDRESSES = Map.of(
            "hook.example", "8.8.8.8",
            "other.example", "8.8.8.8",
            "six.example", "2606:4700:4700::1111",
            "inside.example", "10.0.0.1",
            "here.example", "127.0.0.1");

    /** More than the slowest machine takes to connect to itself. */
    static final Duration AMPLE = Duration.ofSeconds(30);

    final ConnectProxy proxy;
    final Sink sink;

    ProxiedEndpoint() throws Exception {
        proxy = new ConnectProxy();
        sink = new Sink(Certificates.listen(null), ProxiedEndpoint::answer);
    }

    void close() throws Exception {
        proxy.close();
        sink.close();
    }

    private static void answer(Sink.Received request, OutputStream out) throws IOException {
        var line = request.head().get(0);
        var body = line.contains("/token")
                ? "{\"access_token\":\"t-1\",\"token_type\":\"Bearer\",\"expires_in\":600}"
                : line.contains("/patient") || line.contains("/keys") ? "{\"keys\":[]}" : "";
        Sink.write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    static InetAddress[] resolve(String host) throws UnknownHostException {
        if (!ADDRESSES.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getAllByName(ADDRESSES.get(host));
    }

    Webhook webhook() {
        return webhook(proxy.port(), Optional.empty());
    }

    static Webhook webhook(int proxyPort, Optional<EgressProxy.Login> login) {
        return webhook(new EgressProxy("127.0.0.1", proxyPort, login), AMPLE, ProxiedEndpoint::resolve);
    }

    /** What it looks up it forgets at once. */
    static Webhook webhook(EgressProxy proxy, Duration connectTimeout, Resolver resolver) {
        var usual = Samples.settings();
        var egress = new WebhookSettings.Egress(false, false, Duration.ZERO, Optional.of(proxy));
        var connections = new WebhookSettings.Connections(8, 8, connectTimeout, Duration.ofSeconds(4));
        return Webhooks.webhook(
                new WebhookSettings(egress, Optional.of(Certificates.server()), 1, usual.limits(), connections),
                resolver);
    }

    /** Of this host, on the sink's port. */
    String url(String host) {
        return "https://" + host + ":" + sink.port() + "/hooks?key=hidden";
    }
}
