package org.openmns.broker.attack;

import static java.net.http.HttpClient.Version.HTTP_1_1;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.openmns.broker.RunningNode;

/** One subscriber of every bad manner, all to the events that the good ones get; in the end they unsubscribe. */
record BadReceivers(String url, String type) implements Attack {

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HTTP_1_1).build();
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    @Override
    public void on(Target target, BooleanSupplier over) throws IOException, InterruptedException {
        var receivers = new ArrayList<BadReceiver>();
        var subscriptions = new ArrayList<String>();
        for (var manner : BadReceiver.Manner.values()) {
            var receiver = new BadReceiver(manner);
            receivers.add(receiver);
            subscriptions.add(subscribe(url, type, receiver.url()));
        }
        while (!over.getAsBoolean() || !allCalled(receivers)) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        for (var subscription : subscriptions) {
            call("DELETE", url + "/subscriptions/" + subscription, "");
        }
        for (var receiver : receivers) {
            receiver.close();
        }
    }

    private static boolean allCalled(List<BadReceiver> receivers) {
        return receivers.stream().allMatch(receiver -> receiver.connections() > 0);
    }

    /** Answers the id of the new subscription. */
    static String subscribe(String url, String type, String endpoint) throws IOException, InterruptedException {
        var body = RunningNode.subscription("eventType=" + type, endpoint, "{\"retries\":[\"PT1S\",\"PT1S\"]}");
        var answer = call("POST", url + "/subscriptions", body);
        var id = ID.matcher(answer.body());
        if (answer.statusCode() != 201 || !id.find()) {
            throw new AssertionError("answered " + answer.statusCode() + ": " + answer.body());
        }
        return id.group(1);
    }

    private static HttpResponse<String> call(String method, String url, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/fhir+json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
