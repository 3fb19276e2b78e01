package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** Publishers in every form that the contract names, and what a subscriber's webhook receives of it. */
@OnBothDatabases
class PublishJourneyTest {

    private static final String FLAGS = SdkEvents.TYPE;
    private static final String SOURCE = SdkEvents.SOURCE;
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    static Path directory;

    private static RunningNode node;
    private static SdkEvents sdk;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory);
        sdk = new SdkEvents(URI.create(node.url() + "/events"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void takesTheSdksStructuredModeAndDeliversWhatTheSdkReads() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000041'", sink.url());
            var event = SdkEvents.about("9000000041").build();

            var answer = sdk.publishStructured(event);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"id\":\"" + event.getId() + "\"}");
            var request = sink.await(1).get(0);
            assertThat(request.header("content-type")).isEqualTo("application/json");
            var read = SdkEvents.read(request);
            assertThat(read.getId()).isEqualTo(event.getId());
            assertThat(read.getSubject()).isEqualTo("9000000041");
            assertThat(read.getTime()).isEqualTo(event.getTime());
            assertThat(read.getExtension("dataref")).isEqualTo(SdkEvents.DATAREF);
        }
    }

    @Test
    void takesTheSdksBinaryModeAndDeliversWhatTheSdkReads() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000042'", sink.url());
            var event = SdkEvents.about("9000000042")
                    .withExtension("traceparent", TRACEPARENT)
                    .withData("application/json", "{\"note\":\"caf\u00e9\"}".getBytes(UTF_8))
                    .build();

            var answer = sdk.publishBinary(event);

            assertThat(answer.body()).isEqualTo("{\"id\":\"" + event.getId() + "\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            var request = sink.await(1).get(0);
            var read = SdkEvents.read(request);
            assertThat(read.getId()).isEqualTo(event.getId());
            assertThat(read.getTime()).isEqualTo(event.getTime());
            assertThat(read.getSubject()).isEqualTo("9000000042");
            assertThat(Calls.json(request.body()).at("/data/note").asText()).isEqualTo("caf\u00e9");
            assertThat(request.header("traceparent")).isEqualTo(TRACEPARENT);
        }
    }

    @Test
    void answersABatchInItsOrderAndOneBadEventSpoilsNoOther() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000043'", sink.url());
            var batch = "[" + structured("b-1", "9000000043") + ","
                    + structured("b-2", "9000000043").replace(FLAGS, "no-such-type-1") + ","
                    + structured("b-3", "9000000043") + "]";

            var answer = Calls.post(node.url() + "/events", "application/cloudevents-batch+json", batch);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("[{\"id\":\"b-1\"},"
                            + "{\"validationErrors\":{\"type\":\"Please provide a valid event type\"}},"
                            + "{\"id\":\"b-3\"}]");
            sink.await(2);
            publishFence(sink, "9000000043");
            assertThat(sink.eventIds()).containsExactly("b-1", "b-3", "fence-9000000043");
        }
    }

    @Test
    void deliversALegacyEventByteForByte() {
        try (var sink = new Sink()) {
            node.subscribe("eventType='pds-change-of-gp-1' AND subject='9912003888'", sink.url());
            var legacy = """
                    { "id": "18f135d2-5f55-4203-b018-50c5a38fd547",
                      "type": "pds-change-of-gp-1",
                      "subject": {"nhsNumber": "9912003888", "familyName": "SMITH", "dob": "2017-10-02"},
                      "source": {"name": "NHS_PDS", "identifier": {"system": "https://fhir.nhs.uk/Id/nhsSpineASID", "value": "477121000324"}},
                      "time": "2020-06-01T13:00:00Z",
                      "data": {"fullUrl": "https://x.example/Patient/9912003888", "versionId": "W/\\"16\\"", "odd": [1.50, null]} }
                    """;

            var answer = Calls.post(node.url() + "/events", "application/json", legacy);

            assertThat(answer.body()).isEqualTo("{\"id\":\"18f135d2-5f55-4203-b018-50c5a38fd547\"}");
            assertThat(sink.await(1).get(0).body()).isEqualTo(legacy);
        }
    }

    @Test
    void neverDeliversFilteringAndKeepsTheTextOfTheTime() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND flagtype='NRAF' AND subject='9000000044'", sink.url());

            node.publish(
                    "{\"time\":\"2026-03-01T09:00:00.50+01:00\", \"specversion\":\"1.0\",\"id\":\"time-1\",\"source\":\""
                            + SOURCE + "\",\"filtering\": {\"flagtype\":\"NRAF\",\"origin\":\"X\"} ,\"type\":\"" + FLAGS
                            + "\",\"subject\":\"9000000044\"}");

            assertThat(sink.await(1).get(0).body())
                    .isEqualTo("{\"time\":\"2026-03-01T09:00:00.50+01:00\", \"specversion\":\"1.0\",\"id\":\"time-1\","
                            + "\"source\":\"" + SOURCE + "\",\"type\":\"" + FLAGS + "\",\"subject\":\"9000000044\"}");
        }
    }

    @Test
    void answersADuplicateWith200AndDeliversItOnce() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000045'", sink.url());

            for (int i = 0; i < 3; i++) {
                node.publish(structured("twice", "9000000045"));
            }
            var otherSource = structured("twice", "9000000045").replace(SOURCE, "uk.nhs.another-service");
            node.publish(otherSource);

            sink.await(2);
            publishFence(sink, "9000000045");
            assertThat(sink.eventIds()).containsExactly("twice", "twice", "fence-9000000045");
            assertThat(sink.received().get(1).body()).isEqualTo(otherSource);
        }
    }

    @Test
    void recognisesADuplicateInAnotherFormAndWithinOneBatch() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000046'", sink.url());
            var event = SdkEvents.about("9000000046").build();

            assertThat(sdk.publishBinary(event).statusCode()).isEqualTo(200);
            assertThat(sdk.publishStructured(event).statusCode()).isEqualTo(200);
            var one = structured("same", "9000000046");
            var answer = Calls.post(
                    node.url() + "/events", "application/cloudevents-batch+json", "[" + one + "," + one + "]");

            assertThat(answer.body()).isEqualTo("[{\"id\":\"same\"},{\"id\":\"same\"}]");
            sink.await(2);
            publishFence(sink, "9000000046");
            assertThat(sink.eventIds()).containsExactly(event.getId(), "same", "fence-9000000046");
        }
    }

    @Test
    void mirrorsTheCorrelationIdInTheAnswerAndInTheDelivery() {
        try (var sink = new Sink()) {
            node.subscribe("eventType=" + FLAGS + " AND subject='9000000047'", sink.url());
            var id = UUID.randomUUID().toString();

            var answer = Calls.post(
                    node.url() + "/events", Calls.CLOUDEVENT, structured("c-1", "9000000047"), "X-Correlation-ID", id);

            assertThat(answer.headers().firstValue("X-Correlation-ID")).contains(id);
            assertThat(sink.await(1).get(0).header("x-correlation-id")).isEqualTo(id);
        }
    }

    /** One subject, one lane: once this has arrived, whatever was to come before it has. */
    private static void publishFence(Sink sink, String subject) {
        var before = sink.received().size();
        node.publish(structured("fence-" + subject, subject));
        sink.await(before + 1);
    }

    private static String structured(String id, String subject) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + SOURCE + "\",\"type\":\"" + FLAGS
                + "\",\"time\":\"2026-03-01T09:00:00Z\",\"subject\":\"" + subject + "\"}";
    }
}
