package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;

/** A subscriber, or whoever writes a dataref, tries to have this node call where only this node can. */
class ForbiddenPlacesTest {

    /** Every one would lead to this machine, could it be reached; {@code PORT} is where the sink listens. */
    private static final List<String> INSIDE = List.of(
            "http://127.0.0.1:PORT/",
            "http://127.1:PORT/",
            "http://2130706433:PORT/",
            "http://0:PORT/",
            "http://0.0.0.0:PORT/",
            "http://127.0.0.1.:PORT/",
            "http://[::1]:PORT/",
            "http://[::]:PORT/",
            "http://[0:0:0:0:0:0:0:1]:PORT/",
            "http://[::1%25lo]:PORT/",
            "http://[::1%251]:PORT/",
            "http://[::ffff:127.0.0.1]:PORT/",
            "http://[::FFFF:7f00:1]:PORT/",
            "http://[::127.0.0.1]:PORT/",
            "http://[64:ff9b::127.0.0.1]:PORT/",
            "http://[64:ff9b:1::7f00:1]:PORT/",
            "http://[2002:7f00:1::]:PORT/",
            "http://[fe80::1%25lo]:PORT/",
            "http://localhost:PORT/",
            "http://LOCALHOST:PORT/",
            "http://LocalHost.:PORT/",
            "HTTP://localhost:PORT/");

    /** Every one names a host as one reader sees it and another as another does. */
    private static final List<String> AMBIGUOUS = List.of(
            "http://0177.0.0.1:PORT/",
            "http://0x7f.0.0.1:PORT/",
            "http://0x7f000001:PORT/",
            "http://017700000001:PORT/",
            "http://public.example@127.0.0.1:PORT/",
            "http://public.example:80@127.0.0.1:PORT/",
            "http://127.0.0.1:PORT@public.invalid/",
            "http://127.0.0.1:PORT#@public.invalid/",
            "http://127.0.0.1:PORT\\@public.invalid/",
            "http://127.0.0.1%2f@public.invalid:PORT/",
            "http://127.0.0.1%00.public.invalid:PORT/",
            "http://127\u30020\u30020\u30021:PORT/",
            "http://127\uff0e0\uff0e0\uff0e1:PORT/",
            "http://127\uff610\uff610\uff611:PORT/",
            "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:PORT/",
            "http://\uff11\uff12\uff17.0.0.1:PORT/",
            "http:127.0.0.1:PORT/",
            "http:///127.0.0.1:PORT/",
            "//127.0.0.1:PORT/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:-1/",
            "http://127.0.0.1:65536/",
            "http://127.0.0.1: PORT/",
            "http://127.0.0.1:PORT:80/",
            "gopher://127.0.0.1:PORT/",
            "file://127.0.0.1/etc/passwd",
            "jar:http://127.0.0.1:PORT/!/");

    /** As in production, but for plain text. */
    private static final Webhook guarded = webhook(Samples.guarded(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        guarded.close();
    }

    static Stream<String> everywhere() {
        return Stream.concat(INSIDE.stream(), AMBIGUOUS.stream());
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void noDeliveryGoesThere(String url) throws Exception {
        try (var sink = new Sink(status(200))) {
            var outcome = outcome(guarded, Samples.attempt(at(url, sink)));

            assertThat(outcome.verdict()).isNotEqualTo(Verdict.DELIVERED);
            assertThat(sink.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void noReferenceIsReadThere(String dataref) throws Exception {
        try (var source = new Sink(says("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"))) {
            var hook =
                    new RestHook("http://public.invalid/", Payload.FHIR_JSON, List.of(), new Hydration(true, Map.of()));
            var event = Samples.event(Optional.empty(), Optional.of(at(dataref, source)), Optional.empty());
            var outcome = outcome(guarded, Samples.attempt(hook, event));

            assertThat(outcome.detail()).startsWith("hydration: ");
            assertThat(source.connections).hasValue(0);
        }
    }

    /** The first attempt finds the name outside, the second one inside: it is looked at anew. */
    @Test
    void aNameThatMovesInsideBetweenTwoAttemptsIsRefused() throws Exception {
        var lookUps = new AtomicInteger();
        var nanos = new AtomicLong();
        Resolver rebinding = host -> {
            var outside = lookUps.getAndIncrement() == 0;
            return new InetAddress[] {InetAddress.getByAddress(outside ? outside() : new byte[] {127, 0, 0, 1})};
        };
        try (var guard = new AddressGuard(rebinding, false, Duration.ofSeconds(30), nanos::get)) {
            assertThat(guard.check("gp-1", "rebind.example").get().refusal()).isEmpty();
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(guard.check("gp-1", "rebind.example")
                            .get()
                            .refusal()
                            .orElseThrow()
                            .detail())
                    .isEqualTo("address not allowed");
        }
    }

    @Test
    void anApplicationGetsNothingOnHostsThatAreNotItsOwn() throws Exception {
        var hosts = AllowedHosts.of(List.of("gp-1=hook.gp.example"));
        try (var sink = new Sink(status(200));
                var webhook = new Webhook(
                        Samples.settings(), hosts, "https://mns.example", Resolver.SYSTEM, Clock.systemUTC())) {
            var attempt = Samples.attempt(sink.url());
            var asked = new Introduction(attempt, Optional.empty(), "the-token");

            assertThat(outcome(webhook, attempt))
                    .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                    .returns("host not allowed", Outcome::detail);
            assertThat(webhook.handshake(asked).toCompletableFuture().get().given())
                    .isFalse();
            assertThat(sink.connections).hasValue(0);
        }
    }

    private static byte[] outside() {
        return new byte[] {8, 8, 8, 8};
    }

    @ParameterizedTest
    @MethodSource("redirects")
    void noRedirectLeadsThere(int status) throws Exception {
        try (var inside = new Sink(status(200));
                var outside = new Sink(
                        says("HTTP/1.1 " + status + " Else\nLocation: " + inside.url() + "\nContent-Length: 0\n\n"));
                var webhook = webhook(Samples.settings(), Resolver.SYSTEM)) {
            assertThat(outcome(webhook, Samples.attempt(outside.url())).detail())
                    .isEqualTo("HTTP " + status);
            assertThat(inside.connections).hasValue(0);
        }
    }

    static Stream<Integer> redirects() {
        return Stream.of(300, 301, 302, 303, 305, 307, 308);
    }

    private static String at(String url, Sink sink) {
        return url.replace("PORT", Integer.toString(sink.port()));
    }
}
