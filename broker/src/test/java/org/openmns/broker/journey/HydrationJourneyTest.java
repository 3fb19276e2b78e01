package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** The FHIR notification with the data that the event refers to, read from its source with the subscriber's rights. */
class HydrationJourneyTest {

    private static final String PUBLIC_URL = "https://mns.example";
    private static final String PATIENT =
            "{\"resourceType\":\"Patient\",\"id\":\"9000000009\",\"multipleBirthInteger\":1.50}";

    @TempDir
    private Path directory;

    @Test
    void deliversABundleWithTheResourceThatTheEventRefersTo() throws IOException {
        var credentials = new CopyOnWriteArrayList<String>();
        var source = source(credentials);
        try (var sink = new Sink();
                var node = RunningNode.start(directory, Map.of("openmns.node.public-base-url", PUBLIC_URL))) {
            var dataref = "http://127.0.0.1:" + source.getAddress().getPort() + "/Patient/9000000009";
            var created = Calls.post(node.url() + "/subscriptions", Calls.FHIR, subscription(sink.url()));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);

            node.publish(event(dataref));

            var request = sink.await(1).get(0);
            assertThat(request.header("content-type")).isEqualTo(Calls.FHIR);
            assertThat(request.header("authorization")).isEqualTo("Bearer for-the-hook");
            assertThat(credentials).containsExactly("Bearer for-the-source");
            assertThat(Signed.with(Calls.json(created.body()).get("secret").asText(), request))
                    .isTrue();
            assertThat(request.body()).contains(PATIENT);
            var bundle = Calls.json(request.body());
            assertThat(bundle.get("id").asText()).isEqualTo("hydrated");
            assertThat(bundle.get("type").asText()).isEqualTo("history");
            assertThat(bundle.get("timestamp").asText()).isEqualTo("2026-03-01T09:00:00.5+01:00");
            assertThat(bundle.get("entry")).hasSize(2);
            assertThat(bundle.at("/entry/1/fullUrl").asText()).isEqualTo(dataref);
            assertThat(bundle.at("/entry/1/request/url").asText()).isEqualTo(dataref);
            assertThat(parameters(bundle))
                    .containsExactly("subscription", "status", "type", "notification-event", "additional-context");
            assertThat(bundle.at("/entry/0/resource/parameter/0/valueReference/reference")
                            .asText())
                    .isEqualTo(PUBLIC_URL + "/subscriptions");
        } finally {
            source.stop(0);
        }
    }

    private static HttpServer source(List<String> credentials) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/Patient/9000000009", exchange -> {
            try (exchange) {
                credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
                var body = PATIENT.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private static List<String> parameters(JsonNode bundle) {
        var names = new ArrayList<String>();
        bundle.at("/entry/0/resource/parameter")
                .forEach(parameter -> names.add(parameter.get("name").asText()));
        return names;
    }

    private static String subscription(String endpoint) {
        return """
                {"resourceType":"Subscription","status":"requested","reason":"","criteria":"eventType=pds-change-of-gp-2",
                 "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
                            "header":["Authorization: Bearer for-the-hook"]},
                 "hydration":{"enabled":true,"headers":{"Authorization":"Bearer for-the-source"},"hosts":["127.0.0.1"]}}""".formatted(endpoint);
    }

    private static String event(String dataref) {
        return "{\"specversion\":\"1.0\",\"id\":\"hydrated\",\"source\":\"uk.nhs.personal-demographics-service\","
                + "\"type\":\"pds-change-of-gp-2\",\"time\":\"2026-03-01T09:00:00.5+01:00\",\"subject\":\"9000000009\","
                + "\"dataref\":\"" + dataref + "\"}";
    }
}
