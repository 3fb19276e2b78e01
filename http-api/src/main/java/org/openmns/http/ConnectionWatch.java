package org.openmns.http;

import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Stands on both sides of a connection's HTTP layer, where it sees bytes go in and requests come out: it ends the
 * connection when the head of a request takes too long, and when it is told to.
 *
 * <pre>
 * TCP     ── bytesIn ─────▶ watch ── bytesOut ───▶ HTTP layer ──▶ answers to TCP
 * handler ◀─ requestsOut ── watch ◀─ requestsIn ── HTTP layer ◀── answers of the handler
 * </pre>
 *
 * Pekko's own idle time-out starts anew at every byte, so that a client which drips its request would hold a connection
 * for as long as it likes. The clock here starts with the first byte of a head, or with the connection for the first one,
 * and only a whole head stops it. A body has a deadline of its own, in {@link Body}, and may be broken off before that.
 */
final class ConnectionWatch
        extends AbstractGraphStageWithMaterializedValue<
                BidiShape<ByteString, ByteString, HttpRequest, HttpRequest>, OpenConnection> {

    private final Inlet<ByteString> bytesIn = Inlet.create("bytesIn");
    private final Outlet<ByteString> bytesOut = Outlet.create("bytesOut");
    private final Inlet<HttpRequest> requestsIn = Inlet.create("requestsIn");
    private final Outlet<HttpRequest> requestsOut = Outlet.create("requestsOut");
    private final BidiShape<ByteString, ByteString, HttpRequest, HttpRequest> shape =
            BidiShape.of(bytesIn, bytesOut, requestsIn, requestsOut);
    private final Duration headTimeout;

    ConnectionWatch(Duration headTimeout) {
        this.headTimeout = headTimeout;
    }

    @Override
    public BidiShape<ByteString, ByteString, HttpRequest, HttpRequest> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, OpenConnection> createLogicAndMaterializedValuePair(Attributes inherited) {
        var logic = new Watching();
        return Pair.create(logic, logic.connection);
    }

    /** The watch over one connection. There is one timer at most, however many requests come: it looks what is left. */
    private final class Watching extends TimerGraphStageLogic {

        private static final String HEAD = "head";

        private final OpenConnection connection;
        private long headSince = System.nanoTime();
        private final EndlessLine line = new EndlessLine();
        private boolean headBegun = true;
        private boolean inProgress;
        private boolean inChunks;
        private boolean finishing;

        Watching() {
            super(shape);
            var finish = this.<Done>createAsyncCallback(told -> finish());
            connection = new OpenConnection(() -> finish.invoke(Done.getInstance()), headSince);
            setHandler(bytesIn, new BytesIn());
            setHandler(bytesOut, new BytesOut());
            setHandler(requestsIn, new RequestsIn());
            setHandler(requestsOut, new RequestsOut());
        }

        @Override
        public void preStart() {
            scheduleOnce(HEAD, headTimeout);
        }

        @Override
        public void onTimer(Object key) {
            if (headBegun) {
                var left = headTimeout.minusNanos(System.nanoTime() - headSince);
                if (left.isNegative() || left.isZero()) {
                    finish();
                } else {
                    scheduleOnce(HEAD, left);
                }
            }
        }

        private void headBegins() {
            headBegun = true;
            headSince = System.nanoTime();
            if (!isTimerActive(HEAD)) {
                scheduleOnce(HEAD, headTimeout);
            }
        }

        /** To the HTTP layer it looks as if the client had said its last: it answers what it has, and closes. */
        private void finish() {
            finishing = true;
            if (!inProgress || connection.isToBreakOff()) {
                saysNoMore();
                if (!isClosed(bytesIn) && !hasBeenPulled(bytesIn)) {
                    pull(bytesIn);
                }
            }
        }

        /** A client that goes is given its time; who stays, or never began TLS and cannot be told, is cut off by the wire. */
        private void saysNoMore() {
            complete(bytesOut);
            connection.isLeaving();
        }

        private final class BytesIn extends AbstractInHandler {

            @Override
            public void onPush() {
                var bytes = grab(bytesIn);
                if (isClosed(bytesOut)) {
                    // What still comes is thrown away, so that the client reads the answer instead of a reset.
                    pull(bytesIn);
                    return;
                }
                if (!inProgress && !headBegun) {
                    headBegins();
                }
                if (inProgress && inChunks && line.isReachedBy(bytes)) {
                    // The body has broken off, to whoever reads it.
                    saysNoMore();
                    pull(bytesIn);
                    return;
                }
                push(bytesOut, bytes);
            }

            @Override
            public void onUpstreamFinish() {
                complete(bytesOut);
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                fail(bytesOut, failure);
            }
        }

        private final class BytesOut extends AbstractOutHandler {

            @Override
            public void onPull() {
                pull(bytesIn);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                cancel(bytesIn, cause);
            }
        }

        private final class RequestsIn extends AbstractInHandler {

            @Override
            public void onPush() {
                headBegun = false;
                inProgress = true;
                var request = grab(requestsIn);
                inChunks = request.entity().isChunked();
                push(requestsOut, ArrivingBody.watched(request, connection));
            }

            @Override
            public void onUpstreamFinish() {
                complete(requestsOut);
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                fail(requestsOut, failure);
            }
        }

        private final class RequestsOut extends AbstractOutHandler {

            /** The handler asks for the next one when it has answered the last one. */
            @Override
            public void onPull() {
                inProgress = false;
                connection.waits(System.nanoTime());
                if (finishing) {
                    finish();
                }
                pull(requestsIn);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                cancel(requestsIn, cause);
            }
        }
    }
}
