package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** An event type comes into being, is used, changes, is deprecated, and is still there after a restart. */
@OnBothDatabases
class CatalogueJourneyTest {

    private static final String TYPE = "referral-made-1";

    @TempDir
    private Path directory;

    private static String event(String id, String filtering, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"uk.nhs.referrals\",\"type\":\"" + TYPE
                + "\",\"time\":\"2026-03-01T09:00:00Z\",\"subject\":\"9000000009\",\"filtering\":" + filtering
                + ",\"data\":" + data + "}";
    }

    private static String type(String urgencies, String status, String more) {
        return "{\"about\":{\"description\":\"A referral was made\"},\"owner\":\"acme\",\"status\":" + status
                + ",\"filters\":[{\"name\":\"urgency\",\"format\":\"string\",\"values\":" + urgencies
                + "}],\"schema\":{\"type\":\"object\",\"required\":[\"number\"]}," + more + "\"example\":"
                + event("e-1", "{\"urgency\":\"urgent\"}", "{\"number\":1}") + "}";
    }

    private static HttpResponse<String> put(RunningNode node, String json) {
        return node.call("PUT", "/event-types/" + TYPE, json, "application/json");
    }

    @Test
    void aTypeLivesWithoutARestartAndOutlivesOne() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            assertThat(node.send(event("0", "{}", "{\"number\":1}")).statusCode())
                    .isEqualTo(400);
            assertThat(put(node, type("[\"urgent\"]", "{\"stage\":\"in-development\"}", ""))
                            .statusCode())
                    .isEqualTo(201);
            node.subscribe("eventType=" + TYPE + " AND urgency='urgent'", sink.url());
            node.publish(event("1", "{\"urgency\":\"urgent\"}", "{\"number\":1}"));
            assertThat(node.send(event("2", "{\"urgency\":\"routine\"}", "{}")))
                    .returns(400, HttpResponse::statusCode)
                    .satisfies(answer -> assertThat(Calls.json(answer.body())
                                    .path("validationErrors")
                                    .fieldNames())
                            .toIterable()
                            .containsExactlyInAnyOrder("filtering.urgency", "data"));

            assertThat(put(node, type("[\"urgent\",\"routine\"]", "{\"stage\":\"live\"}", ""))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(node.send(event("3", "{\"urgency\":\"routine\"}", "{\"number\":2}"))
                            .headers()
                            .firstValue("Deprecation"))
                    .isEmpty();
            var deprecated = "{\"stage\":\"deprecated\",\"date\":\"2027-01-01T00:00:00Z\"}";
            put(node, type("[\"urgent\",\"routine\"]", deprecated, "\"retention\":\"P30D\","));
            node.restart();

            assertThat(node.get("/event-types/" + TYPE).at("/status/stage").asText())
                    .isEqualTo("deprecated");
            assertThat(node.send(event("4", "{\"urgency\":\"urgent\"}", "{\"number\":2}")))
                    .returns(200, HttpResponse::statusCode)
                    .satisfies(answer -> assertThat(answer.headers().firstValue("Deprecation"))
                            .contains("@1798761600"));
            sink.await(2);
            assertThat(sink.eventIds()).containsExactly("1", "4");
            everyChangeIsNoted(node.get("/audit"));
        }
    }

    private static void everyChangeIsNoted(JsonNode audit) {
        var entries = audit.get("entries");
        assertThat(entries).hasSize(3);
        assertThat(entries.findValuesAsText("action"))
                .containsExactly("event-type-created", "event-type-changed", "event-type-changed");
        assertThat(entries.findValuesAsText("target")).containsOnly("event-type/" + TYPE);
        assertThat(entries.get(0).get("before").isNull()).isTrue();
        assertThat(entries.get(1).at("/before/status/stage").asText()).isEqualTo("in-development");
        assertThat(entries.get(2).at("/before/status/stage").asText()).isEqualTo("live");
        assertThat(entries.get(2).at("/after/retention").asText()).isEqualTo("PT720H");
    }

    @Test
    void eventsAreKeptAsLongAsTheirTypeAsks() {
        var forgetful = Map.of(
                "openmns.topic.log.retention", "2 s",
                "openmns.topic.log.retention-interval", "200 ms",
                "openmns.topic.log.snapshot-every-rows", "2");
        try (var node = RunningNode.start(directory, forgetful)) {
            put(node, type("[\"urgent\"]", "{\"stage\":\"live\"}", "\"retention\":\"PT1H\","));
            for (int i = 0; i < 10; i++) {
                node.publish(event("e" + i, "{}", "{\"number\":1}"));
                node.publish("pds-change-of-gp-2", "e" + i, "9000000009");
            }

            Eventually.holds("others are forgotten", () -> lowestSequence("pds-change-of-gp-2") > 1);
            assertThat(lowestSequence(TYPE)).isEqualTo(1);
        }
    }

    /** The node has the file open; a second connection from the same process shares it. */
    private long lowestSequence(String type) {
        var location = Databases.in(directory);
        try (var connection = DriverManager.getConnection(location.url(), location.user(), location.password());
                var statement = connection.prepareStatement(
                        "SELECT MIN(\"sequence_number\") FROM \"event_journal\" WHERE \"persistence_id\" = ?")) {
            statement.setString(1, "Topic|" + type);
            var row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
