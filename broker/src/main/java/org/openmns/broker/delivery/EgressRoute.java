package org.openmns.broker.delivery;

import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.netty.handler.proxy.ProxyConnectException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.config.EgressProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out by the operator's proxy. It is asked by CONNECT for an address that the guard has checked, never for a name, so
 * that it looks nothing up; TLS is between this node and the endpoint, and its name is verified as without a proxy.
 *
 * <p>Whatever is wrong with the proxy itself is nobody's failed attempt: nothing was sent, and it is made a second later. What
 * the proxy says of the endpoint counts as if this node had seen it.
 */
final class EgressRoute {

    private static final Logger LOG = LoggerFactory.getLogger(EgressRoute.class);

    /** As Netty says it: in its text only. */
    private static final Pattern STATUS = Pattern.compile("status: (\\d{3})");

    private static final long SAID_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final ProxyOptions options;
    private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - SAID_EVERY_NANOS);

    /** {@code connectTimeout} is for connecting to the proxy, and once more for its answer to CONNECT. */
    EgressRoute(EgressProxy proxy, Duration connectTimeout) {
        options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(proxy.host())
                .setPort(proxy.port())
                .setConnectTimeout(connectTimeout);
        proxy.login().ifPresent(login -> options.setUsername(login.user()).setPassword(login.password()));
    }

    /**
     * As Vert.x needs it. It keeps the connections by a proxy apart by the name in the URL and the content of these, and not by
     * the address asked for: without a difference all would go where the first one went. What it may do in TLS with the proxy
     * itself is such a difference, and nothing else: there is no TLS with an HTTP proxy.
     */
    ProxyOptions to(InetAddress address) {
        return new ProxyOptions(options)
                .setSslOptions(new ClientSSLOptions().addEnabledCipherSuite(address.getHostAddress()));
    }

    /** What this failure to connect comes to. */
    Throwable judged(Throwable failure) {
        if (failure instanceof HttpProxyConnectException answered) {
            return answered(answered);
        }
        if (failure instanceof ProxyConnectException unanswered) {
            // Most proxies say nothing while the endpoint says nothing.
            return String.valueOf(unanswered.getMessage()).contains("timeout")
                    ? new AttemptFailure(Verdict.RETRY, "egress proxy: no answer")
                    : broken("connection closed");
        }
        var unreachable = failure instanceof ConnectException
                || failure instanceof SocketException
                || failure instanceof UnknownHostException;
        return unreachable ? broken("out of reach") : failure;
    }

    private AttemptFailure answered(HttpProxyConnectException answer) {
        var status = STATUS.matcher(String.valueOf(answer.getMessage()));
        if (!status.find()) {
            return broken("not an HTTP proxy");
        }
        var detail = "egress proxy: HTTP " + status.group(1);
        return switch (status.group(1)) {
            case "407" -> broken("HTTP 407");
            // Its rules may be changed yet, by a person.
            case "403" -> new AttemptFailure(Verdict.RETRY_SLOWLY, detail);
            default -> new AttemptFailure(Verdict.RETRY, detail);
        };
    }

    private AttemptFailure broken(String why) {
        var now = System.nanoTime();
        var said = saidAt.get();
        if (now - said >= SAID_EVERY_NANOS && saidAt.compareAndSet(said, now)) {
            LOG.warn("nothing is delivered: the egress proxy {}:{}: {}", options.getHost(), options.getPort(), why);
        }
        return new AttemptFailure(Verdict.UNMADE, "egress proxy: " + why);
    }
}
