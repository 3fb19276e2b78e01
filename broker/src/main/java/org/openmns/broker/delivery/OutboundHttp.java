package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.openmns.broker.delivery.AddressGuard.Checked;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Credentials.ClientCertificate;

/**
 * The node's one HTTP client: HTTP/1.1, kept-alive connections, checked addresses only, TLS always verified against the
 * name in the URL. It follows no redirect and no Alt-Svc, keeps no cookie and unpacks nothing.
 *
 * <p>All that happens to one attempt happens on one event loop, and all attempts to one host on the same loop, so that
 * a request never waits for another thread to wake up. Waking threads is what costs; see design.md section 7.
 */
final class OutboundHttp implements AutoCloseable {

    private static final long CLOSING_SECONDS_MAX = 10;

    /** How exactly time-outs of attempts, which are seconds, are kept: each tick wakes a thread. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Vertx vertx;
    private final ClientCertificates certificates;
    private final HttpClient client;
    private final AddressGuard guard;
    private final boolean allowHttp;
    private final Optional<EgressRoute> route;
    private final Timer wheel = new HashedWheelTimer(
            new DefaultThreadFactory("webhook-timer", true), TICK.toMillis(), TimeUnit.MILLISECONDS);
    private final WebhookSettings.Connections connections;
    private final List<Clockwork> loops = new CopyOnWriteArrayList<>();

    OutboundHttp(WebhookSettings settings, Resolver resolver) {
        var egress = settings.egress();
        guard = new AddressGuard(resolver, egress.allowLoopback(), egress.dnsCache(), Ticker.systemTicker());
        allowHttp = egress.allowHttp();
        connections = settings.connections();
        route = egress.proxy().map(proxy -> new EgressRoute(proxy, connections.connectTimeout()));
        vertx = HttpClients.vertx(settings);
        var tls = HttpClients.tls(settings);
        certificates = new ClientCertificates(tls);
        client = HttpClients.client(vertx, settings, tls);
        var instances = new DeploymentOptions().setInstances(settings.eventLoops());
        vertx.deployVerticle(() -> this::addLoop, instances).await();
    }

    /** One request; {@code body} is empty for a GET. With a certificate it has connections of its own. */
    record Call(
            HttpMethod method,
            Endpoint endpoint,
            MultiMap headers,
            Buffer body,
            Optional<ClientCertificate> certificate) {

        Call(HttpMethod method, Endpoint endpoint, MultiMap headers, Buffer body) {
            this(method, endpoint, headers, body, Optional.empty());
        }

        Call with(Optional<ClientCertificate> shown) {
            return new Call(method, endpoint, headers, body, shown);
        }

        /** Says no header and no body. */
        @Override
        public String toString() {
            return "Call[" + method + " " + endpoint + "]";
        }
    }

    /** What an attempt lives by: its event loop, what that one sends, and the wheel that all attempts of the node share. */
    record Clockwork(Context loop, HostQueues queues, Timer wheel) {}

    /** Runs this on the event loop that talks to this host. */
    void onLoopOf(String host, Consumer<Clockwork> work) {
        var loop = loops.get(Math.floorMod(host.hashCode(), loops.size()));
        loop.loop().runOnContext(nothing -> work.accept(loop));
    }

    /** Sends a request; done when the head of its answer is there, whose body the caller then takes at once. */
    Future<HttpClientResponse> send(Call call, Deadline deadline) {
        if (!allowHttp && !call.endpoint().tls()) {
            // Whoever named it may have been allowed to, then.
            return Future.failedFuture(new AttemptFailure(Verdict.RETRY_SLOWLY, "http not allowed"));
        }
        return deadline.queues()
                .enter(call.endpoint(), deadline)
                .compose(mayGo -> Future.<Void>succeededFuture()
                        .compose(now -> exchange(call, deadline))
                        .onComplete(done -> deadline.queues().leave(call.endpoint(), deadline)));
    }

    private Future<HttpClientResponse> exchange(Call call, Deadline deadline) {
        return addresses(deadline.owner(), call.endpoint().host())
                .compose(addresses -> connect(call, addresses, deadline))
                .compose(request -> deadline.covers(request) ? answer(request, call) : tooLate());
    }

    private static Future<HttpClientResponse> answer(HttpClientRequest request, Call call) {
        var interim = new InterimAnswers(request);
        return request.send(call.body()).recover(failure -> {
            // How the parser takes a status line that is none; its message would quote the answer.
            var unreadable = failure instanceof IllegalArgumentException;
            return Future.failedFuture(
                    interim.tooMany()
                            ? new AttemptFailure(Verdict.RETRY, "too many interim answers")
                            : unreadable ? new AttemptFailure(Verdict.RETRY, "the answer is not HTTP") : failure);
        });
    }

    private static <T> Future<T> tooLate() {
        return Future.failedFuture(new AttemptFailure(Verdict.RETRY, "timed out"));
    }

    private Future<List<InetAddress>> addresses(String owner, String host) {
        var checked = guard.check(owner, host);
        return Future.fromCompletionStage(checked, vertx.getOrCreateContext()).map(Checked::allowed);
    }

    private Future<HttpClientRequest> connect(Call call, List<InetAddress> addresses, Deadline deadline) {
        if (deadline.passed()) {
            return tooLate();
        }
        return client.request(options(call, addresses.get(0))).recover(failure -> {
            // Nothing was sent yet, so another address of the host cannot deliver twice.
            var more = addresses.size() > 1 && failure instanceof ConnectException;
            return more
                    ? connect(call, addresses.subList(1, addresses.size()), deadline)
                    : Future.failedFuture(route.map(way -> way.judged(failure)).orElse(failure));
        });
    }

    /**
     * Without a limit to the wait for a connection of the pool: Vert.x would keep a timer for each request to its end, 15 s at
     * 17,000/s. Those that would wait long are in {@link HostQueues}.
     */
    private RequestOptions options(Call call, InetAddress address) {
        var endpoint = call.endpoint();
        var options = new RequestOptions()
                .setMethod(call.method())
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), literal(address)))
                .setHost(endpoint.hostInUrl())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setURI(endpoint.pathAndQuery())
                .setHeaders(call.headers())
                .setFollowRedirects(false);
        route.ifPresent(way -> options.setProxyOptions(way.to(address)));
        call.certificate().ifPresent(certificate -> options.setSslOptions(certificates.showing(certificate)));
        return options;
    }

    /** An address as Vert.x takes it without looking anything up; an IPv6 one without brackets it refuses. */
    private static String literal(InetAddress address) {
        var text = address.getHostAddress();
        return address instanceof Inet6Address ? '[' + text + ']' : text;
    }

    private Future<?> addLoop(Context context) {
        loops.add(new Clockwork(context, new HostQueues(connections), wheel));
        return Future.succeededFuture();
    }

    @Override
    public void close() {
        guard.close();
        try {
            vertx.close().await(CLOSING_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            // The process is about to end, and takes what is left with it.
        } finally {
            wheel.stop();
        }
    }
}
