package org.openmns.broker.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A subscription to be made: what it should get, by its criteria and in our own words, and how its endpoint behaves. */
record Follower(String name, Topic topic, Choice choice, Mood mood, Habits habits) {

    /** Each waits for an answer for some seconds. */
    private static final int ATTEMPTS_MAX = 10;

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

    /** The same twice: criteria as sent, and which events they match. */
    record Choice(String criteria, Predicate<Told> wanted) {

        static final Choice ALL = new Choice("", told -> true);

        /** The patients whose number ends so: a tenth. */
        static Choice ending(int digit) {
            return new Choice(" AND subject LIKE '%" + digit + "'", told -> told.patient() % 10 == digit);
        }
    }

    /** The ordering key, the waits before retries and the time an attempt may take. */
    record Habits(String orderingKey, List<String> retries, String attemptTimeout) {

        /** Quick retries that end long after the test, so that nothing becomes a dead letter. */
        static Habits quick(String orderingKey) {
            return new Habits(orderingKey, waits("PT0.1S", "PT0.2S", "PT0.5S", "PT1S"), "PT15S");
        }

        /** The same for an endpoint that may never answer. On a busy machine others may take that long to answer, too. */
        static Habits impatient() {
            return new Habits("subject", quick("subject").retries(), "PT5S");
        }

        /** For an endpoint that is down all the time: it is probed so seldom that no probe becomes a dead letter. */
        static Habits patient(Duration wait) {
            return new Habits("subject", waits(wait.toString()), "PT5S");
        }

        /** As many as a subscription may have; the last wait again and again. */
        private static List<String> waits(String... first) {
            var waits = new ArrayList<>(List.of(first));
            waits.addAll(Collections.nCopies(50 - first.length, first[first.length - 1]));
            return waits;
        }
    }

    boolean wants(Told told) {
        return told.topic() == topic && choice.wanted().test(told);
    }

    /** Subscribes this endpoint at this door, again while it cannot answer, and answers the id. */
    String subscribe(URI door, String endpoint) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(door.resolve("/subscriptions"))
                .header("Content-Type", "application/fhir+json")
                .header("Idempotency-Key", name)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body(endpoint)))
                .build();
        var http = HttpClient.newHttpClient();
        var answer = http.send(request, BodyHandlers.ofString());
        for (var attempt = 1; answer.statusCode() == 503 && attempt < ATTEMPTS_MAX; attempt++) {
            answer = http.send(request, BodyHandlers.ofString());
        }
        if (answer.statusCode() >= 300) {
            throw new AssertionError("subscribing was answered " + answer.statusCode() + " " + answer.body());
        }
        return ID.matcher(answer.body()).results().findFirst().orElseThrow().group(1);
    }

    private String body(String endpoint) {
        return """
                {"resourceType":"Subscription","status":"requested","reason":"fault","criteria":"eventType='%s'%s",\
                "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json"},\
                "delivery":{"orderingKey":"%s","attemptTimeout":"%s","retries":["%s"]}}""".formatted(
                        topic.word(),
                        choice.criteria(),
                        endpoint,
                        habits.orderingKey(),
                        habits.attemptTimeout(),
                        String.join("\",\"", habits.retries()));
    }
}
