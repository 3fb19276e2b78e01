package org.openmns.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.Done;
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
 * The lowest part of a connection, right above TCP: it knows when the connection has really ended, and makes it end where
 * its client does not let it.
 *
 * <pre>
 * answers ── above ─▶ wire ── toTcp ────▶ TCP
 * requests ◀─ up ──── wire ◀─ fromTcp ─── TCP
 * </pre>
 *
 * HTTP is over before the connection is: TLS waits for its peer's last word as long as it takes, and TCP for whoever does
 * not read. Until TCP itself has ended the socket is held, and so is its place among the connections.
 */
final class Wire
        extends AbstractGraphStageWithMaterializedValue<
                BidiShape<ByteString, ByteString, ByteString, ByteString>, Wire.End> {

    /** Two minutes with the usual patience of 10 s: longer than any answer is waited for. */
    static final int LOOKS_MAX = 12;

    /** Bytes are handed on in pieces, so that those leave visibly that a slow client takes. */
    private static final int PIECE_BYTES_MAX = 64 * 1024;

    private final Inlet<ByteString> above = Inlet.create("above");
    private final Outlet<ByteString> toTcp = Outlet.create("toTcp");
    private final Inlet<ByteString> fromTcp = Inlet.create("fromTcp");
    private final Outlet<ByteString> up = Outlet.create("up");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            BidiShape.of(above, toTcp, fromTcp, up);
    private final Duration patience;

    Wire(Duration patience) {
        this.patience = patience;
    }

    /** The end of one connection. For any thread. */
    interface End {

        /** Completes when TCP has ended. */
        CompletionStage<Done> reached();

        /**
         * It is to end by itself from now on. When for so long as the wire is patient nobody has been {@code busy} with it and
         * no bytes have left, or in the end whatever happens, it is cut.
         */
        void isDue(BooleanSupplier busy);

        /** Ends it now, whatever is in progress. */
        void cut();
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, End> createLogicAndMaterializedValuePair(Attributes inherited) {
        var logic = new Carrying();
        return Pair.create(logic, logic);
    }

    /** One connection. TCP asks for bytes when it has written the last ones, see {@link HttpServer}. */
    private final class Carrying extends TimerGraphStageLogic implements End {

        private static final String LOOK = "look";

        private final CompletableFuture<Done> ended = new CompletableFuture<>();
        private final Runnable cutting;
        private final Consumer<BooleanSupplier> beingDue;
        private ByteString rest = ByteString.emptyByteString();
        private BooleanSupplier busy = () -> false;
        private boolean haveLeft;
        private int looks;

        Carrying() {
            super(shape);
            var cut = this.<Done>createAsyncCallback(told -> cutOff());
            var due = this.<BooleanSupplier>createAsyncCallback(this::due);
            cutting = () -> cut.invoke(Done.getInstance());
            beingDue = due::invoke;
            setHandler(above, new Above());
            setHandler(toTcp, new ToTcp());
            setHandler(fromTcp, new FromTcp());
            setHandler(up, new Up());
        }

        @Override
        public CompletionStage<Done> reached() {
            return ended;
        }

        @Override
        public void isDue(BooleanSupplier occupied) {
            beingDue.accept(occupied);
        }

        @Override
        public void cut() {
            cutting.run();
        }

        @Override
        public void postStop() {
            ended.complete(Done.getInstance());
        }

        private void due(BooleanSupplier occupied) {
            busy = occupied;
            if (!isTimerActive(LOOK)) {
                haveLeft = false;
                scheduleOnce(LOOK, patience);
            }
        }

        @Override
        public void onTimer(Object key) {
            looks++;
            var moves = busy.getAsBoolean() || haveLeft;
            if (moves && looks < LOOKS_MAX) {
                haveLeft = false;
                scheduleOnce(LOOK, patience);
            } else {
                cutOff();
            }
        }

        /** TCP closes at once what fails, and asks nobody. */
        private void cutOff() {
            failStage(new TimeoutException("The connection was told to end and did not"));
        }

        private void pushPiece() {
            push(toTcp, rest.take(PIECE_BYTES_MAX));
            rest = rest.drop(PIECE_BYTES_MAX);
            haveLeft = true;
        }

        private final class Above extends AbstractInHandler {

            @Override
            public void onPush() {
                rest = grab(above);
                pushPiece();
            }

            /** What TCP has not written yet it will ask to follow by this. */
            @Override
            public void onUpstreamFinish() {
                if (rest.isEmpty() && isAvailable(toTcp)) {
                    complete(toTcp);
                }
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                fail(toTcp, failure);
            }
        }

        private final class ToTcp extends AbstractOutHandler {

            @Override
            public void onPull() {
                if (!rest.isEmpty()) {
                    pushPiece();
                } else if (isClosed(above)) {
                    complete(toTcp);
                } else {
                    pull(above);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                cancel(above, cause);
            }
        }

        private final class FromTcp extends AbstractInHandler {

            @Override
            public void onPush() {
                var bytes = grab(fromTcp);
                if (isClosed(up)) {
                    // What still comes is thrown away, so that the client reads the answer instead of a reset.
                    pull(fromTcp);
                } else {
                    push(up, bytes);
                }
            }

            @Override
            public void onUpstreamFinish() {
                complete(up);
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                fail(up, failure);
            }
        }

        private final class Up extends AbstractOutHandler {

            @Override
            public void onPull() {
                pull(fromTcp);
            }

            /** TCP is read on, for only so is it known when it ends. */
            @Override
            public void onDownstreamFinish(Throwable cause) {
                if (!isClosed(fromTcp) && !hasBeenPulled(fromTcp)) {
                    pull(fromTcp);
                }
            }
        }
    }
}
