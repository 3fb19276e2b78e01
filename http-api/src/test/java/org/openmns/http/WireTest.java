package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A connection between an HTTP layer that has said its last and a TCP that ends when the test says so. */
class WireTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int PIECE = 64 * 1024;

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    /** What the wire brings to TCP, one for each that is asked for; and the end of what TCP brings. */
    private record Ends(
            Wire.End wire, SinkQueueWithCancel<ByteString> written, CompletableFuture<Optional<ByteString>> peer) {

        Optional<ByteString> write() {
            return written.pull()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }

        boolean hasEnded() {
            return wire.reached().toCompletableFuture().isDone();
        }
    }

    private static Ends tcp(Duration patience, ByteString answer) {
        var http = Flow.fromSinkAndSource(Sink.<ByteString>cancelled(), Source.single(answer));
        var written = Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1));
        var below = Flow.fromSinkAndSourceMat(written, Source.<ByteString>maybe(), Keep.both());
        var wire = BidiFlow.fromGraph(new Wire(patience)).join(below, Keep.both());
        var all = wire.join(http).run(actors.system());
        return new Ends(all.first(), all.second().first(), all.second().second());
    }

    private static void requireEnd(Ends tcp) {
        assertThat(tcp.wire().reached().toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void endsWhenTcpHasEndedAndNotWhenHttpHas() {
        var tcp = tcp(LONG, ByteString.fromString("bye"));

        assertThat(tcp.write()).contains(ByteString.fromString("bye"));
        assertThat(tcp.write()).as("all is said").isEmpty();
        assertThat(tcp.hasEnded()).isFalse();

        tcp.peer().complete(Optional.empty());
        requireEnd(tcp);
    }

    @Test
    void cutsWhoStaysWhenNothingMoves() {
        var tcp = tcp(SHORT, ByteString.fromString("bye"));

        tcp.wire().isDue(() -> false);

        requireEnd(tcp);
        assertThat(tcp.peer().complete(Optional.empty())).isTrue();
    }

    @Test
    void cutsAtOnceWhenItIsTold() {
        var tcp = tcp(LONG, ByteString.fromString("bye"));

        tcp.wire().cut();

        requireEnd(tcp);
    }

    @Test
    void waitsForARequestInProgress() {
        var tcp = tcp(SHORT, ByteString.fromString("bye"));
        var looks = new AtomicInteger();

        tcp.wire().isDue(() -> looks.incrementAndGet() < 5);

        requireEnd(tcp);
        assertThat(looks).hasValueGreaterThanOrEqualTo(5);
    }

    /** It is answered until the first look; then a piece leaves between one look and the next, for five of them. */
    @Test
    void waitsForAnAnswerThatIsStillGoingOut() {
        var tcp = tcp(SHORT, ByteString.fromString("x".repeat(100 * PIECE)));
        var looks = new AtomicInteger();

        tcp.wire().isDue(() -> {
            if (looks.incrementAndGet() <= 5) {
                tcp.written().pull();
            }
            return looks.get() == 1;
        });

        requireEnd(tcp);
        assertThat(looks).hasValueGreaterThan(5).hasValueLessThan(Wire.LOOKS_MAX);
    }

    @Test
    void waitsForNobodyForEver() {
        var tcp = tcp(SHORT, ByteString.fromString("bye"));
        var looks = new AtomicInteger();
        BooleanSupplier always = () -> looks.incrementAndGet() > 0;

        tcp.wire().isDue(always);

        requireEnd(tcp);
        assertThat(looks).hasValue(Wire.LOOKS_MAX);
    }
}
