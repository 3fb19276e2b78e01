package org.openmns.broker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Goes once through a newcomer's first steps, at build time: the JVM then archives the classes that they needed, and the
 * packed node starts in half the time.
 */
final class Rehearsal {

    private static final Duration DELIVERY_MAX = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private Rehearsal(String url) {
        this.url = url;
    }

    /** Subscribes, publishes and sees the delivery arrive. */
    static void of(String url) {
        try {
            new Rehearsal(url).run();
        } catch (IOException failed) {
            throw new IllegalStateException("the rehearsal failed: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() throws IOException, InterruptedException {
        post("/subscriptions", "application/fhir+json", """
                {"resourceType":"Subscription","status":"requested","reason":"rehearsal",
                 "criteria":"eventType='pds-change-of-gp-2' AND NOT subject='1'",
                 "channel":{"type":"rest-hook","endpoint":"%s/inbox/rehearsal","payload":"application/fhir+json"}}""".formatted(url));
        post("/events", "application/cloudevents+json", """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.personal-demographics-service",
                 "type":"pds-change-of-gp-2","time":"2026-01-01T09:00:00Z","subject":"9000000009","filtering":{"a":"b"}}""".formatted(System.nanoTime()));
        var deadline = System.nanoTime() + DELIVERY_MAX.toNanos();
        while (!get("/inbox/rehearsal").contains("9000000009") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        get("/event-types");
        get("/openapi.yaml");
    }

    private void post(String path, String contentType, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }
}
