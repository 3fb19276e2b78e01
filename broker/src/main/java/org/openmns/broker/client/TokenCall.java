package org.openmns.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** {@code POST /oauth2/token}, as a client. Believes nothing of what is answered but a token or a reason, each of bounded size. */
final class TokenCall {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 64 * 1_024;
    private static final int REASON_LENGTH_MAX = 300;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private TokenCall() {}

    static String exchange(URI url, String assertion) {
        var form = "grant_type=client_credentials&client_assertion_type=" + URLEncoder.encode(ASSERTION_TYPE, UTF_8)
                + "&client_assertion=" + assertion;
        var request = HttpRequest.newBuilder(url)
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return token(url, send(request));
    }

    private record Answer(int status, JsonNode body) {}

    private static Answer send(HttpRequest request) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_MAX)
                .build();
        try {
            return answer(http.send(request, BodyHandlers.ofInputStream()));
        } catch (SSLException distrusted) {
            throw ErrandFailure.ofWorld("the certificate at " + request.uri() + " is not trusted, or TLS failed");
        } catch (IOException unreachable) {
            throw ErrandFailure.ofWorld("nobody answers at " + request.uri());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ErrandFailure.ofWorld("stopped before there was an answer");
        }
    }

    private static Answer answer(HttpResponse<InputStream> response) throws IOException {
        try (var body = response.body()) {
            return new Answer(response.statusCode(), json(body.readNBytes(ANSWER_BYTES_MAX)));
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        var mapper = new ObjectMapper();
        try {
            return mapper.readTree(body);
        } catch (JacksonException other) {
            return mapper.missingNode();
        }
    }

    private static String token(URI url, Answer answer) {
        var token = answer.body.path("access_token").asText("");
        if (answer.status == 200 && TOKEN.matcher(token).matches()) {
            return token;
        }
        var why = printable(answer.body.path("error_description").asText(""));
        throw ErrandFailure.ofWorld(
                why.isEmpty()
                        ? url + " answered " + answer.status + " and gave no token"
                        : "no token was given: " + why);
    }

    /** A stranger's text moves no cursor and fills no screen. */
    private static String printable(String text) {
        var plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.substring(0, Math.min(plain.length(), REASON_LENGTH_MAX));
    }
}
