package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.http.TokenRefused.Code;

/** {@code /oauth2/token}: a signed JWT for an access token (RFC 6749 section 4.4 with RFC 7523), as MNS's clients do it. */
final class TokenRoutes extends AllDirectives {

    static final String PATH = "/oauth2/token";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GRANT = "client_credentials";
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Tokens tokens;

    TokenRoutes(Tokens tokens) {
        this.tokens = tokens;
    }

    Route routes() {
        // POST /oauth2/token
        return pathPrefix("oauth2", () -> path("token", () -> post(() -> Routes.answer(this::issue))));
    }

    /** As RFC 6749 section 5.1 names them. */
    record TokenBody(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("token_type") String tokenType) {

        @Override
        public String toString() {
            return "TokenBody[" + expiresIn + "]";
        }
    }

    private CompletionStage<HttpResponse> issue(HttpRequest request) {
        if (!MediaKinds.of(request).equals(FORM)) {
            throw new RequestRefused(Errors.unsupportedMediaType(FORM));
        }
        var form = form(new String(Bytes.any(request), UTF_8));
        if (!GRANT.equals(form.get("grant_type"))) {
            throw new TokenRefused(Code.UNSUPPORTED_GRANT_TYPE, "grant_type must be " + GRANT);
        }
        if (!ASSERTION_TYPE.equals(form.get("client_assertion_type"))) {
            throw new TokenRefused(Code.INVALID_REQUEST, "client_assertion_type must be " + ASSERTION_TYPE);
        }
        var assertion = form.getOrDefault("client_assertion", "");
        if (assertion.isEmpty()) {
            throw new TokenRefused(Code.INVALID_REQUEST, "client_assertion is missing");
        }
        return tokens.issue(assertion).thenApply(TokenRoutes::issued);
    }

    private static HttpResponse issued(Tokens.Issued issued) {
        return Json.ok(new TokenBody(issued.token(), issued.life().toSeconds(), "Bearer"))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    /** What is given twice is no parameter: RFC 6749 section 3.2. */
    private static Map<String, String> form(String body) {
        var form = new HashMap<String, String>();
        for (var pair : body.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (form.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new TokenRefused(Code.INVALID_REQUEST, "a parameter is there twice");
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new TokenRefused(Code.INVALID_REQUEST, "the form is not URL-encoded");
        }
    }

    /** The answer to one that proves nothing. */
    static HttpResponse answerTo(TokenRefused refused) {
        var status = refused.code() == Code.INVALID_CLIENT ? StatusCodes.UNAUTHORIZED : StatusCodes.BAD_REQUEST;
        return Json.response(
                        status,
                        Map.of(
                                "error",
                                refused.code().name().toLowerCase(Locale.ROOT),
                                "error_description",
                                refused.description()))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }
}
