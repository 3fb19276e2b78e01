package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.access.Governing;
import org.openmns.broker.store.AccessRequestTable;
import org.openmns.broker.store.Database;
import org.openmns.event.TopicName;

/** From the wish to follow an event type to its owner's yes, and to the end of it. */
@OnBothDatabases
class ApprovalJourneyTest {

    private static final String GP = "gp-1";
    private static final String OTHER = "gp-2";
    private static final ApplicationId OWNER = new ApplicationId("flags");
    private static final String BREACH = "{\"reason\":\"a breach\"}";
    private static final String OFF = "access to the event type was withdrawn: a breach";

    private static final Map<TopicName, Governance> governed = new ConcurrentHashMap<>();

    @TempDir
    private static Path directory;

    private static RunningNode node;
    private static TokenCalls calls;

    private final Sink sink = new Sink();
    private final Sink others = new Sink();
    private String owner;
    private String gp;
    private String other;

    @BeforeAll
    static void start() {
        node = startedNode();
        calls = TokenCalls.to(node);
        calls.register("flags", "events:create:*");
        calls.register(OTHER, "subscriptions:create:*");
    }

    private static RunningNode startedNode() {
        var governing = new Governing(
                type -> governed.getOrDefault(type, Governance.OPEN), () -> Set.copyOf(governed.keySet()));
        return RunningNode.start(directory.resolve("data"), TokenCalls.settings(directory), governing);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void comeIn() {
        calls.register(GP, "subscriptions:create:*");
        owner = calls.token("flags");
        gp = calls.token(GP);
        other = calls.token(OTHER);
    }

    @AfterEach
    void hangUp() {
        sink.close();
        others.close();
        governed.clear();
    }

    private static void putUnderApproval(String type) {
        governed.put(new TopicName(type), new Governance(Optional.of(OWNER), true));
    }

    private HttpResponse<String> subscribe(String type, Sink to, String token) {
        return calls.call(
                "POST", "/subscriptions", RunningNode.subscription("eventType=" + type, to.url(), "{}"), token);
    }

    private String subscribed(String type, Sink to, String token) {
        var created = subscribe(type, to, token);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return Calls.json(created.body()).get("id").asText();
    }

    private JsonNode subscription(String id, String token) {
        return Calls.json(calls.call("GET", "/subscriptions/" + id, "", token).body());
    }

    private void publish(String type, String id) {
        var answer = calls.call("POST", "/events", RunningNode.event(type, id, "9000000009", Map.of()), owner);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String requests(String type) {
        return "/event-types/" + type + "/access-requests";
    }

    private String requested(String type, String token) {
        var created = calls.call("POST", requests(type), "{\"useCase\":\"to tell practices\"}", token);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return Calls.json(created.body()).get("id").asText();
    }

    private HttpResponse<String> decide(String type, String id, String step, String body) {
        return calls.call("POST", requests(type) + "/" + id + "/" + step, body, owner);
    }

    private String granted(String type, String token) {
        var id = requested(type, token);
        assertThat(decide(type, id, "approve", "").statusCode()).isEqualTo(204);
        return id;
    }

    @Test
    void whoAsksIsRefusedAsksAgainFollowsUntilItIsWithdrawnAndOthersGoOn() {
        var type = "patientflags-change-1";
        putUnderApproval(type);
        assertThat(subscribe(type, sink, gp))
                .returns(403, HttpResponse::statusCode)
                .returns("{\"errors\":\"Unauthorised\"}", HttpResponse::body);

        var refused = requested(type, gp);
        assertThat(decide(type, refused, "refuse", "{\"reason\":\"what for?\"}").statusCode())
                .isEqualTo(204);
        assertThat(subscribe(type, sink, gp).statusCode()).isEqualTo(403);
        var granted = granted(type, gp);
        granted(type, other);
        var mine = subscribed(type, sink, gp);
        subscribed(type, others, other);
        var owners = subscribed(type, others, owner);
        publish(type, "before");
        assertThat(sink.await(1)).hasSize(1);
        others.await(2);

        assertThat(decide(type, granted, "withdraw", BREACH).statusCode()).isEqualTo(204);
        publish(type, "after");
        others.await(4);

        assertThat(subscription(mine, gp).get("status").asText()).isEqualTo("off");
        assertThat(subscription(mine, gp).get("error").asText()).isEqualTo(OFF);
        assertThat(subscription(owners, owner).get("status").asText()).isEqualTo("active");
        assertThat(subscribe(type, sink, gp).statusCode()).isEqualTo(403);
        var change = RunningNode.subscription("eventType=" + type, sink.url(), "{}");
        assertThat(calls.call("PUT", "/subscriptions/" + mine, change, gp).statusCode())
                .isEqualTo(403);
        assertThat(sink.eventIds()).containsExactly("before");
        assertAudited(refused, granted);
    }

    private static void assertAudited(String refused, String granted) {
        assertThat(calls.audited("access-request/" + refused))
                .extracting(entry -> entry.at("/deed/actor").asText() + " "
                        + entry.at("/deed/action").asText() + ": "
                        + entry.at("/before/status").asText() + ", "
                        + entry.at("/after/status").asText())
                .containsExactly("gp-1 access-requested: , REQUESTED", "flags access-refused: REQUESTED, REFUSED");
        var entries = calls.audited("access-request/" + granted);
        assertThat(entries)
                .extracting(entry -> entry.at("/deed/action").asText())
                .containsExactly("access-requested", "access-granted", "access-withdrawn");
        assertThat(entries.get(2).at("/before/status").asText()).isEqualTo("GRANTED");
        assertThat(entries.get(2).at("/after/decision/reason").asText()).isEqualTo("a breach");
        assertThat(Instant.parse(entries.get(2).get("at").asText())).isBefore(Instant.now());
    }

    @Test
    void afterARestartWhatWasGrantedIsGranted() {
        var type = "pds-death-notification-2";
        putUnderApproval(type);
        granted(type, gp);

        node.restart();

        subscribed(type, sink, gp);
        publish(type, "e-1");
        assertThat(sink.await(1)).hasSize(1);
    }

    /** A node that is killed after the commit of a withdrawal leaves just this behind. */
    @Test
    void whatADyingNodeDidNotTurnOffIsTurnedOffByTheNextOne() {
        var type = "nhs-number-change-2";
        putUnderApproval(type);
        var grant = granted(type, gp);
        var mine = subscribed(type, sink, gp);
        granted(type, other);
        var theirs = subscribed(type, others, other);

        node.close();
        withdraw(grant);
        node = startedNode();
        calls = TokenCalls.to(node);

        Eventually.holds(
                "it is off", () -> subscription(mine, gp).get("status").asText().equals("off"));
        assertThat(subscription(mine, gp).get("error").asText()).isEqualTo(OFF);
        assertThat(subscription(theirs, other).get("status").asText()).isEqualTo("active");
        publish(type, "e-1");
        others.await(1);
        assertThat(sink.received()).isEmpty();
    }

    private static void withdraw(String id) {
        var caller = new Caller(OWNER, Permissions.NONE, Set.of(), Set.of());
        var governance = new Governance(Optional.of(OWNER), true);
        var why = new Decision(OWNER, Instant.now(), Optional.of("a breach"));
        try (var database = Database.open(Databases.in(directory.resolve("data")))) {
            new AccessRequestTable(database, 1, Clock.systemUTC())
                    .change(UUID.fromString(id), before -> before.take(Step.WITHDRAW, caller, governance, why))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void whatIsUnderWayWhenItIsWithdrawnIsTheLast() throws Exception {
        var type = "pds-change-of-gp-2";
        putUnderApproval(type);
        var grant = granted(type, gp);
        granted(type, other);
        subscribed(type, sink, gp);
        subscribed(type, others, other);
        var answer = new CountDownLatch(1);
        sink.answering(request -> {
            awaitQuietly(answer);
            return 503;
        });
        publish(type, "under-way");
        sink.await(1);

        assertThat(decide(type, grant, "withdraw", BREACH).statusCode()).isEqualTo(204);
        answer.countDown();
        publish(type, "later");
        others.await(2);

        assertThat(sink.eventIds()).containsExactly("under-way");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoFollowedATypeBeforeItCameUnderApprovalIsGrantedItUntilThatIsWithdrawn() {
        var type = "imms-vaccination-record-change-1";
        var mine = subscribed(type, sink, gp);

        putUnderApproval(type);
        var grant = Eventually.get(
                "the grant",
                () -> Optional.ofNullable(
                        Calls.json(calls.call("GET", requests(type), "", gp).body())
                                .get("accessRequests")
                                .get(0)));
        publish(type, "e-1");
        sink.await(1);

        assertThat(grant.get("status").asText()).isEqualTo("granted");
        assertThat(grant.at("/decision/by").asText()).isEqualTo("housekeeping");
        var id = grant.get("id").asText();
        assertThat(calls.audited("access-request/" + id)).hasSize(1);
        assertThat(decide(type, id, "withdraw", BREACH).statusCode()).isEqualTo(204);
        assertThat(subscription(mine, gp).get("status").asText()).isEqualTo("off");
        publish(type, "e-2");
        assertThat(sink.eventIds()).containsExactly("e-1");
    }

    @Test
    void whoIsDeletedIsGrantedNothingWhenItComesBack() {
        var type = "gpreg-change-gp-req-1";
        putUnderApproval(type);
        var grant = granted(type, gp);

        assertThat(calls.call("DELETE", "/applications/" + GP, "", calls.operator())
                        .statusCode())
                .isEqualTo(204);
        calls.register(GP, "subscriptions:create:*");
        gp = calls.token(GP);

        assertThat(subscribe(type, sink, gp).statusCode()).isEqualTo(403);
        assertThat(Calls.json(calls.call("GET", requests(type), "", gp).body()).get("accessRequests"))
                .isEmpty();
        assertThat(calls.audited("access-request/" + grant))
                .extracting(entry -> entry.at("/deed/action").asText())
                .containsExactly("access-requested", "access-granted", "access-withdrawn");
    }
}
