package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;

/** From the wish to follow an event type to its owner's yes, and to the end of it. */
@OnBothDatabases
class ApprovalJourneyTest {

    @TempDir
    private static Path directory;

    private static ApprovalScene it;

    @BeforeAll
    static void start() {
        it = new ApprovalScene(directory);
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    @BeforeEach
    void comeIn() {
        it.comeIn();
    }

    @AfterEach
    void leave() {
        it.leave();
    }

    @Test
    void whoAsksIsRefusedAsksAgainFollowsUntilItIsWithdrawnAndOthersGoOn() {
        var type = "patientflags-change-1";
        it.putUnderApproval(type);
        assertThat(it.subscribe(type, it.sink, it.gp))
                .returns(403, HttpResponse::statusCode)
                .returns("{\"errors\":\"Unauthorised\"}", HttpResponse::body);

        var refused = it.requested(type, it.gp);
        assertThat(it.decide(type, refused, "refuse", "{\"reason\":\"what for?\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(it.subscribe(type, it.sink, it.gp).statusCode()).isEqualTo(403);
        var granted = it.granted(type, it.gp);
        it.granted(type, it.other);
        var mine = it.subscribed(type, it.sink, it.gp);
        it.subscribed(type, it.others, it.other);
        var owners = it.subscribed(type, it.others, it.owner);
        it.publish(type, "before");
        assertThat(it.sink.await(1)).hasSize(1);
        it.others.await(2);

        assertThat(it.decide(type, granted, "withdraw", ApprovalScene.BREACH).statusCode())
                .isEqualTo(204);
        it.publish(type, "after");
        it.others.await(4);

        assertThat(it.subscription(mine, it.gp).get("status").asText()).isEqualTo("off");
        assertThat(it.subscription(mine, it.gp).get("error").asText()).isEqualTo(ApprovalScene.OFF);
        assertThat(it.subscription(owners, it.owner).get("status").asText()).isEqualTo("active");
        assertThat(it.subscribe(type, it.sink, it.gp).statusCode()).isEqualTo(403);
        var change = RunningNode.subscription("eventType=" + type, it.sink.url(), "{}");
        assertThat(it.calls.call("PUT", "/subscriptions/" + mine, change, it.gp).statusCode())
                .isEqualTo(403);
        assertThat(it.sink.eventIds()).containsExactly("before");
        assertAudited(refused, granted);
    }

    private static void assertAudited(String refused, String granted) {
        assertThat(it.calls.audited("access-request/" + refused))
                .extracting(entry -> entry.at("/deed/actor").asText() + " "
                        + entry.at("/deed/action").asText() + ": "
                        + entry.at("/before/status").asText() + ", "
                        + entry.at("/after/status").asText())
                .containsExactly("gp-1 access-requested: , REQUESTED", "flags access-refused: REQUESTED, REFUSED");
        var entries = it.calls.audited("access-request/" + granted);
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
        it.putUnderApproval(type);
        it.granted(type, it.gp);

        it.startAnewAfter(() -> {});

        it.subscribed(type, it.sink, it.gp);
        it.publish(type, "e-1");
        assertThat(it.sink.await(1)).hasSize(1);
    }

    @Test
    void whoIsDeletedIsGrantedNothingWhenItComesBack() {
        var type = "gpreg-change-gp-req-1";
        it.putUnderApproval(type);
        var grant = it.granted(type, it.gp);

        assertThat(it.calls
                        .call("DELETE", "/applications/gp-1", "", it.calls.operator())
                        .statusCode())
                .isEqualTo(204);
        it.calls.register("gp-1", "subscriptions:create:*");
        it.gp = it.calls.token("gp-1");

        assertThat(it.subscribe(type, it.sink, it.gp).statusCode()).isEqualTo(403);
        assertThat(it.requestsOf(type, it.gp)).isEmpty();
        assertThat(it.calls.audited("access-request/" + grant))
                .extracting(entry -> entry.at("/deed/action").asText())
                .containsExactly("access-requested", "access-granted", "access-withdrawn");
    }
}
