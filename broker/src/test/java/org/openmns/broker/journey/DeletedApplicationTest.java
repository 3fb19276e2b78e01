package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** What the database still holds of an application that was deleted, table by table. */
@OnBothDatabases
class DeletedApplicationTest {

    private static final String TYPE = "patientflags-change-1";
    private static final String OTHER_TYPE = "pds-change-of-gp-2";
    private static final String LEAVER = "leaver-7f3a";

    /** Whose rows name an application, its subscriptions or its cohorts. */
    private static final Set<String> NAMING = Set.of(
            "access_request",
            "application",
            "attempt",
            "audit_entry",
            "cohort",
            "cohort_part",
            "dead_letter",
            "event_journal",
            "subscription");

    /** The audit log for ever, as the fact that the subscription is gone; an attempt that is logged a moment later until its retention. */
    private static final Set<String> STAYING = Set.of("attempt", "audit_entry", "event_journal");

    /** Where it stands for some minutes that it may do nothing any more. */
    private static final String LOST = "lost_permission";

    @TempDir
    private Path directory;

    @Test
    void noTableIsLeftThatNamesItOrWhatItHadButThoseThatAreKnownTo() throws Exception {
        var data = directory.resolve("data");
        var settings = new HashMap<>(TokenCalls.settings(directory));
        settings.put("openmns.delivery.attempt-log.keep", "all");
        try (var sink = new Sink().answering(500);
                var node = RunningNode.start(data, settings)) {
            var calls = TokenCalls.to(node);
            var marks = new StoredMarks(data);
            marks.add(LEAVER);
            marks.add(settle(calls, sink));
            marks.lists(LEAVER).forEach(marks::add);
            Eventually.holds(
                    "each table that can names it",
                    () -> marks.tables().keySet().containsAll(NAMING));
            assertThat(marks.tables().keySet()).isSubsetOf(with(NAMING, "cohort_reference", "snapshot"));

            assertThat(calls.call("DELETE", "/applications/" + LEAVER, "", calls.operator())
                            .statusCode())
                    .isEqualTo(204);

            var names = new StoredMarks(data);
            names.add(LEAVER);
            assertThat(names.tables()).containsOnlyKeys("audit_entry", LOST);
            assertThat(marks.tables().keySet()).contains("audit_entry").isSubsetOf(with(STAYING, LOST));
        }
    }

    private static Set<String> with(Set<String> all, String... more) {
        var both = new HashSet<>(all);
        both.addAll(Set.of(more));
        return both;
    }

    /** Has one of everything that an application can have; answers the id of its subscription. */
    private static UUID settle(TokenCalls calls, Sink sink) {
        calls.register(LEAVER, "subscriptions:create:*");
        calls.register("publisher", "events:create:*");
        putUnderApproval(calls);
        var token = calls.token(LEAVER);
        assertThat(calls.call("PUT", "/cohorts/mine", "[\"" + LEAVER + "\",\"9000000009\"]", token, "application/json")
                        .statusCode())
                .isEqualTo(201);
        var asked = calls.call(
                "POST", "/event-types/" + OTHER_TYPE + "/access-requests", "{\"useCase\":\"to know\"}", token);
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        var subscription = RunningNode.subscription(
                "eventType=" + TYPE + " AND subject IN COHORT 'mine'", sink.url(), "{\"retries\":[\"PT0.01S\"]}");
        var created = calls.call("POST", "/subscriptions", subscription, token);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var event = RunningNode.event(TYPE, "e-1", "9000000009", Map.of());
        assertThat(calls.call("POST", "/events", event, calls.token("publisher"))
                        .statusCode())
                .isEqualTo(200);
        return UUID.fromString(Calls.json(created.body()).get("id").asText());
    }

    private static void putUnderApproval(TokenCalls calls) {
        var type = "{\"about\":{\"description\":\"A patient has another practice\"},\"owner\":\"publisher\","
                + "\"access\":\"by-approval\",\"example\":"
                + RunningNode.event(OTHER_TYPE, "e-1", "9000000009", Map.of()) + "}";
        assertThat(calls.call("PUT", "/event-types/" + OTHER_TYPE, type, calls.operator())
                        .statusCode())
                .isEqualTo(200);
    }
}
