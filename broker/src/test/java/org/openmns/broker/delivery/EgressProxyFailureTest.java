package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Webhooks.outcome;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.config.EgressProxy;

/** A proxy that is away, refuses, or cannot reach what it is asked for. */
class EgressProxyFailureTest {

    private ProxiedEndpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new ProxiedEndpoint();
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
    }

    /** Nothing was sent, so nobody's endpoint has failed: it is made again, and goes through once the proxy is back. */
    @Test
    void aDeadProxyIsNobodysFailedAttempt() throws Exception {
        try (var held = new Socket()) {
            // Bound and deaf: connecting is refused, and nobody else gets the port until the proxy is back there.
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            goesThroughOnceTheProxyIsBackAt(held.getLocalPort());
        }
    }

    private void goesThroughOnceTheProxyIsBackAt(int port) throws Exception {
        try (var webhook = ProxiedEndpoint.webhook(port, Optional.of(ProxiedEndpoint.LOGIN))) {
            assertThat(outcome(webhook, attempt(endpoint.url("hook.example"))))
                    .returns(Verdict.UNMADE, Outcome::verdict)
                    .returns("egress proxy: out of reach", Outcome::detail);

            try (var back = new ConnectProxy(port)) {
                assertThat(outcome(webhook, attempt(endpoint.url("hook.example")))
                                .verdict())
                        .isEqualTo(Verdict.DELIVERED);
                assertThat(back.asked).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 407 Who are you | UNMADE       | egress proxy: HTTP 407
            HTTP/1.1 403 Forbidden   | RETRY_SLOWLY | egress proxy: HTTP 403
            HTTP/1.1 502 Bad Gateway | RETRY        | egress proxy: HTTP 502
            HTTP/1.1 503 No answer   | RETRY        | egress proxy: HTTP 503
            HTTP/1.1 504 Too late    | RETRY        | egress proxy: HTTP 504
            ''                       | UNMADE       | egress proxy: connection closed
            """)
    void whatTheProxySaysOfItselfCountsForNobodyAndWhatItSaysOfTheEndpointCounts(
            String answer, Verdict verdict, String detail) throws Exception {
        endpoint.proxy.answer = answer.startsWith("HTTP") ? answer + "\r\nContent-Length: 0\r\n\r\n" : answer;
        try (var webhook = endpoint.webhook()) {
            assertThat(outcome(webhook, attempt(endpoint.url("hook.example"))))
                    .returns(verdict, Outcome::verdict)
                    .returns(detail, Outcome::detail);

            assertThat(endpoint.sink.connections).hasValue(0);
        }
    }

    @Test
    void aProxyThatSaysNothingCountsAsAnEndpointThatSaysNothing() throws Exception {
        endpoint.proxy.answer = ConnectProxy.SILENCE;
        var way = new EgressProxy("127.0.0.1", endpoint.proxy.port(), Optional.empty());
        try (var webhook = ProxiedEndpoint.webhook(way, Duration.ofMillis(500), ProxiedEndpoint::resolve)) {
            assertThat(outcome(webhook, attempt(endpoint.url("hook.example"))))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("egress proxy: no answer", Outcome::detail);

            assertThat(endpoint.sink.connections).hasValue(0);
        }
    }

    /** The tunnel to the old address is still open. */
    @Test
    void asksForTheNewAddressAsSoonAsTheHostHasOne() throws Exception {
        var addresses = List.of("8.8.8.8", "1.1.1.1").iterator();
        var way = new EgressProxy("127.0.0.1", endpoint.proxy.port(), Optional.empty());
        try (var webhook = ProxiedEndpoint.webhook(
                way, ProxiedEndpoint.AMPLE, host -> InetAddress.getAllByName(addresses.next()))) {
            for (var address : List.of("8.8.8.8", "1.1.1.1")) {
                assertThat(outcome(webhook, attempt(endpoint.url("hook.example")))
                                .detail())
                        .isEqualTo("HTTP 200");
                assertThat(endpoint.proxy.asked.remove().head().get(0)).startsWith("CONNECT " + address + ":");
            }
        }
    }

    /** Both go to the address that cannot be reached at the same time, so that the way there is not forgotten between. */
    @Test
    void asksForTheNextAddressWhereTheFirstCannotBeReached() throws Exception {
        endpoint.proxy.unreachable = "8.8.8.8";
        var way = new EgressProxy("127.0.0.1", endpoint.proxy.port(), Optional.empty());
        try (var webhook = ProxiedEndpoint.webhook(way, ProxiedEndpoint.AMPLE, host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("1.1.1.1")})) {
            var both = List.of(
                    webhook.attempt(attempt(endpoint.url("hook.example"))).toCompletableFuture(),
                    webhook.attempt(attempt(endpoint.url("hook.example"))).toCompletableFuture());
            for (var each : both) {
                assertThat(each.get(10, TimeUnit.SECONDS).detail()).isEqualTo("HTTP 200");
            }
        }
    }
}
