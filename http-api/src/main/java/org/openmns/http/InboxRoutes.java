package org.openmns.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatcher1;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /inbox/{name}}, in the sandbox only: an endpoint for newcomers who have none. */
final class InboxRoutes extends AllDirectives {

    private static final PathMatcher1<String> NAME =
            PathMatchers.segment(Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));

    /** What a receiver would look at; others may hold credentials. */
    private static final Set<String> SHOWN =
            Set.of("traceparent", "webhook-id", "webhook-signature", "webhook-timestamp", "x-correlation-id");

    private static final ObjectReader WHOLE = Json.MAPPER.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Inbox inbox;
    private final Clock clock;

    InboxRoutes(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    Route routes() {
        return pathPrefix(
                "inbox",
                () -> path(
                        NAME,
                        name -> concat(
                                // POST /inbox/{name}
                                post(() -> Routes.answer(
                                        request -> CompletableFuture.completedStage(receive(request, name)))),
                                // OPTIONS /inbox/{name}
                                options(() ->
                                        Routes.answer(request -> CompletableFuture.completedStage(options(request)))),
                                // GET /inbox/{name}
                                get(() -> Routes.answer(request -> CompletableFuture.completedStage(show(name)))))));
    }

    private HttpResponse receive(HttpRequest request, String name) {
        var now = clock.instant();
        var body = Bytes.any(request);
        var headers = headers(request);
        var verdict = inbox.verdict(headers, body, now);
        inbox.put(name, new Inbox.Message(now, verdict, headers, json(body)));
        return Json.noContent();
    }

    /** To the handshake of CloudEvents: whoever asks may send, as often as it likes. */
    private static HttpResponse options(HttpRequest request) {
        var answer = Json.noContent().addHeader(RawHeader.create("Allow", "POST, GET, HEAD, OPTIONS"));
        var rate =
                request.getHeader("WebHook-Request-Rate").map(HttpHeader::value).orElse("*");
        return request.getHeader("WebHook-Request-Origin")
                .map(origin -> answer.addHeader(RawHeader.create("WebHook-Allowed-Origin", origin.value()))
                        .addHeader(RawHeader.create("WebHook-Allowed-Rate", rate)))
                .orElse(answer);
    }

    private HttpResponse show(String name) {
        return Json.ok(Json.only("messages", inbox.newest(name)));
    }

    private static Map<String, String> headers(HttpRequest request) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", request.entity().getContentType().toString());
        request.getHeaders().forEach(header -> {
            if (SHOWN.contains(header.lowercaseName())) {
                headers.put(header.lowercaseName(), header.value());
            }
        });
        return headers;
    }

    /** The body itself where it is one JSON object or array, else its text as a JSON string. */
    private static String json(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return isJson(text) ? text : new String(Json.bytes(text), StandardCharsets.UTF_8);
    }

    /** The text, not the bytes: for those might be UTF-16, and the answer shows the text. */
    private static boolean isJson(String text) {
        try {
            JsonNode node = WHOLE.readTree(text);
            return node != null && node.isContainerNode();
        } catch (IOException malformed) {
            return false;
        }
    }
}
