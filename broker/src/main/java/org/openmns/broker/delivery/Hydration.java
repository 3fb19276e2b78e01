package org.openmns.broker.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel;

/**
 * Reads what an event refers to, to deliver it with the notification. The publisher writes where that is, so the subscriber's
 * own credentials go only to the hosts that it named.
 */
final class Hydration {

    private static final JsonFactory JSON = new JsonFactory();

    private final OutboundHttp http;
    private final AllowedHosts hosts;
    private final int bytesMax;

    Hydration(OutboundHttp http, AllowedHosts hosts, int bytesMax) {
        this.http = http;
        this.hosts = hosts;
        this.bytesMax = bytesMax;
    }

    /** The JSON object at this address, as text; whatever goes wrong is a reason to try the delivery again. */
    Future<String> fetch(String dataref, Channel.Hydration wanted, Deadline deadline) {
        return Future.succeededFuture(dataref)
                .map(Hydration::endpoint)
                .map(endpoint -> call(endpoint, wanted, deadline.owner()))
                .compose(call -> http.send(call, deadline))
                .compose(response -> body(response, deadline))
                .map(Hydration::object)
                .recover(failure -> Future.failedFuture(failed(failure)));
    }

    private static Endpoint endpoint(String dataref) {
        return Endpoint.parse(dataref).orElseThrow(() -> refused("dataref is not an http or https URL"));
    }

    private Call call(Endpoint endpoint, Channel.Hydration wanted, String owner) {
        if (!hosts.permit(owner, endpoint.host())) {
            throw refused("host not allowed");
        }
        var headers = RequestHeaders.ofHydration(wanted.headersFor(endpoint.host()));
        return new Call(HttpMethod.GET, endpoint, headers, Buffer.buffer());
    }

    private Future<Buffer> body(HttpClientResponse response, Deadline deadline) {
        if (response.statusCode() != 200) {
            deadline.letGo();
            AnswerBody.refuse(response);
            throw refused("HTTP " + response.statusCode());
        }
        return AnswerBody.read(response, bytesMax).onComplete(done -> deadline.letGo());
    }

    /** Checked to its end, for it is written into the Bundle as it is. */
    private static String object(Buffer body) {
        try {
            // Strictly UTF-8: a parser given bytes would also guess UTF-16 and UTF-32.
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
            return isObject(text) ? text : notAnObject();
        } catch (IOException malformed) {
            return notAnObject();
        }
    }

    private static boolean isObject(String text) throws IOException {
        try (var parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        }
    }

    private static String notAnObject() {
        throw refused("not a JSON object");
    }

    private static AttemptFailure refused(String why) {
        return new AttemptFailure(Verdict.RETRY, why);
    }

    /** Whatever is wrong with what it refers to may be mended; what this node had no room for is nobody's fault. */
    private static AttemptFailure failed(Throwable failure) {
        var unmade = Causes.verdict(failure) == Verdict.UNMADE;
        return new AttemptFailure(unmade ? Verdict.UNMADE : Verdict.RETRY, "hydration: " + Causes.detail(failure));
    }
}
