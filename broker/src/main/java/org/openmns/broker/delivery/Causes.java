package org.openmns.broker.delivery;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * Puts into words why no answer came, and says what follows. Only TLS failures are quoted, for they tell the subscriber what
 * to mend; any other message might repeat a URL or a header.
 */
final class Causes {

    private static final int DETAIL_LENGTH_MAX = 200;

    /** The first that fits, so special ones stand before what they extend. */
    private static final Map<Class<? extends Throwable>, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(ConnectTimeoutException.class, "connection timed out");
        WORDS.put(NoRouteToHostException.class, "no route to host");
        WORDS.put(ConnectException.class, "connection refused");
        WORDS.put(ConnectionPoolTooBusyException.class, "too many deliveries to this host are waiting");
        WORDS.put(HttpClosedException.class, "connection closed before the answer");
        WORDS.put(ClosedChannelException.class, "connection closed before the answer");
        WORDS.put(DecoderException.class, "the answer is not HTTP");
        WORDS.put(IOException.class, "connection lost");
    }

    private Causes() {}

    static Verdict verdict(Throwable failure) {
        if (failure instanceof AttemptFailure ours) {
            return ours.verdict();
        }
        return failure instanceof ConnectionPoolTooBusyException ? Verdict.UNMADE : Verdict.RETRY;
    }

    static String detail(Throwable failure) {
        if (failure instanceof AttemptFailure ours) {
            return ours.detail();
        }
        return failure instanceof SSLException tls ? "TLS: " + quoted(tls) : words(failure);
    }

    private static String words(Throwable failure) {
        return WORDS.entrySet().stream()
                .filter(entry -> entry.getKey().isInstance(failure))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> "failed: " + failure.getClass().getSimpleName());
    }

    private static String quoted(SSLException failure) {
        var text = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
        return text.length() > DETAIL_LENGTH_MAX ? text.substring(0, DETAIL_LENGTH_MAX) : text;
    }
}
