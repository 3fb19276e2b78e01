package org.openmns.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** Opens the port. What operators may set is in {@code http.conf}; what the API's form depends on is set here. */
public final class HttpServer {

    private HttpServer() {}

    /** Listens on this interface and port; port 0 takes a free one. */
    public static CompletionStage<ServerBinding> bind(ActorSystem<?> system, String host, int port, HttpApi api) {
        return Http.get(system)
                .newServerAt(host, port)
                .adaptSettings(HttpServer::inOurForm)
                .bind(api);
    }

    private static ServerSettings inOurForm(ServerSettings settings) {
        return settings.withServerHeader(Optional.empty())
                .withTransparentHeadRequests(true)
                .withParsingErrorHandler(MalformedHttp.class.getName())
                .withParserSettings(seeingCharsets(settings.getParserSettings()));
    }

    /** Pekko knows that JSON is UTF-8 and drops the charset that a client claims; as an unknown type it keeps it. */
    private static ParserSettings seeingCharsets(ParserSettings settings) {
        return settings.withCustomMediaTypes(MediaTypes.customWithOpenCharset("application", "json", Map.of(), false));
    }
}
