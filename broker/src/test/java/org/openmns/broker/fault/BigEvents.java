package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.openmns.broker.fault.FaultSink.Endpoint;
import org.openmns.broker.fault.Ledger.Verdict;

/**
 * Fills a disk: publishes big events one after the other, of a few patients in turn, each until it is answered 200, to a
 * node with one subscription; and knows what must have arrived.
 */
final class BigEvents implements AutoCloseable {

    /** What to tell a node whose disk gets full: each refusal takes so long. By default 5 s. */
    static final Map<String, String> HASTE = Map.of("OPENMNS_TOPIC_BATCH_PUBLISH_TIMEOUT", "2 s");

    private static final int PATIENTS = 4;

    /** Some 200 of these fill 40 MiB. */
    private static final int PADDING_LENGTH = 200_000;

    /** Publishing is answered within five seconds; this is for a machine that does much else. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(40);

    private static final Duration WAIT_MAX = Duration.ofMinutes(2);

    /** Answers of 503 in a row after which we believe that it stays so. */
    private static final int REFUSALS = 4;

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger(told -> true, timeline);
    private final FaultSink sink = new FaultSink(0, Map.of("full", new Endpoint(ledger, Mood.MOODY)), name -> {}, 1);
    private final String padding = padding();
    private int accepted;

    /** What no database compresses, so that it fills the disk. */
    private static String padding() {
        var random = new SplittableRandom(1);
        var letters = new StringBuilder(PADDING_LENGTH);
        while (letters.length() < PADDING_LENGTH) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }

    /** When what went wrong, which explains what is delivered again. */
    Timeline timeline() {
        return timeline;
    }

    /** How many were answered 200. */
    int accepted() {
        return accepted;
    }

    void subscribe(String url) throws IOException, InterruptedException {
        var body = """
                {"resourceType":"Subscription","status":"requested","reason":"full","criteria":"eventType='%s'",\
                "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json"},\
                "delivery":{"retries":["PT0.2S","PT0.5S","PT1S","PT1S","PT1S","PT1S"]}}""".formatted(Topic.PRACTICE.word(), sink.url("full"));
        assertThat(post(url + "/subscriptions", "application/fhir+json", body).statusCode())
                .isEqualTo(201);
    }

    /** Publishes until an answer has this status, and returns that. */
    HttpResponse<String> publishUntil(String url, int status) throws IOException, InterruptedException {
        var end = System.nanoTime() + WAIT_MAX.toNanos();
        while (true) {
            var answer = publishNext(url);
            if (answer.statusCode() == status) {
                return answer;
            }
            assertThat(System.nanoTime()).as("still " + answer.body()).isLessThan(end);
        }
    }

    /** Publishes until this holds. */
    void publishUntil(String url, BooleanSupplier condition) throws IOException, InterruptedException {
        var end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            var answer = publishNext(url);
            assertThat(System.nanoTime()).as("still " + answer.body()).isLessThan(end);
        }
    }

    /** Publishes until it is refused again and again: the last small gaps may take an event or two. */
    void awaitRefused(String url) throws IOException, InterruptedException {
        for (var refusals = 0; refusals < REFUSALS; ) {
            refusals = publishNext(url).statusCode() == 503 ? refusals + 1 : 0;
        }
    }

    /** Publishes the next event, the same again after a refusal. */
    HttpResponse<String> publishNext(String url) throws IOException, InterruptedException {
        var told = told(accepted);
        var answer = publish(url, told);
        if (answer.statusCode() == 200) {
            ledger.published(told);
            accepted++;
        }
        return answer;
    }

    /** What the log of a node that was started anew holds is recognised when it is published again; what not, arrives. */
    void publishAllAgain(String url) throws IOException, InterruptedException {
        for (var event = 0; event < accepted; event++) {
            assertThat(publish(url, told(event)).statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> publish(String url, Told told) throws IOException, InterruptedException {
        var event = """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.tests","type":"%s",\
                "time":"2026-01-01T09:00:00Z","subject":"%s","data":"%s"}""".formatted(told.id(), told.topic().word(), told.subject(), padding);
        var answer = post(url + "/events", "application/cloudevents+json", event);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After"))
                    .as(answer.body())
                    .isPresent();
        }
        return answer;
    }

    /** Waits until all that was answered 200 has arrived. */
    void awaitDelivered(Duration atMost) throws InterruptedException {
        assertThat(ledger.awaitAll(atMost)).as("all has arrived").isTrue();
    }

    /** As {@link #awaitDelivered}, and until nothing more arrives. */
    void awaitAll(Duration atMost) throws InterruptedException {
        awaitDelivered(atMost);
        ledger.awaitQuiet(SILENCE);
    }

    Verdict verdict() {
        return ledger.verdict(Topic.PRACTICE);
    }

    private static Told told(int event) {
        return new Told(Topic.PRACTICE, event % PATIENTS, 1 + event / PATIENTS);
    }

    private HttpResponse<String> post(String url, String type, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .timeout(ANSWER_MAX)
                .POST(BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        sink.close();
    }
}
