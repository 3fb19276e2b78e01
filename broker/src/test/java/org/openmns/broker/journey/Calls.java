package org.openmns.broker.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Requests with any header and any bytes, as a client that we did not write would send them. */
final class Calls {

    static final String CLOUDEVENT = "application/cloudevents+json";
    static final String FHIR = "application/fhir+json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Calls() {}

    static HttpResponse<String> post(String url, String contentType, String body, String... headers) {
        return post(url, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static HttpResponse<String> post(String url, String contentType, byte[] body, String... headers) {
        return send(request(url, contentType, body, headers));
    }

    /** As {@link #post}, without waiting for the answer. */
    static CompletableFuture<HttpResponse<String>> postAsync(String url, String contentType, String body) {
        return HTTP.sendAsync(
                request(url, contentType, body.getBytes(StandardCharsets.UTF_8)), BodyHandlers.ofString());
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static HttpRequest request(String url, String contentType, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", contentType);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
