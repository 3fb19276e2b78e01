package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.store.AccessRequestTable;
import org.openmns.broker.store.Database;

/** What the end of a grant ends, whatever happens meanwhile. */
@OnBothDatabases
class WithdrawalJourneyTest {

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
    void whoFollowedATypeBeforeItCameUnderApprovalIsGrantedItUntilThatIsWithdrawn() {
        var type = "imms-vaccination-record-change-1";
        var mine = it.subscribed(type, it.sink, it.gp);
        it.subscribed(type, it.others, it.other);

        it.putUnderApproval(type);
        var grant = Eventually.get(
                "the grant",
                () -> Optional.ofNullable(it.requestsOf(type, it.gp).get(0)));
        it.publish(type, "e-1");
        it.sink.await(1);
        it.others.await(1);

        assertThat(grant.get("status").asText()).isEqualTo("granted");
        assertThat(grant.at("/decision/by").asText()).isEqualTo("housekeeping");
        var id = grant.get("id").asText();
        assertThat(it.calls.audited("access-request/" + id)).hasSize(1);
        assertThat(it.decide(type, id, "withdraw", ApprovalScene.BREACH).statusCode())
                .isEqualTo(204);
        assertThat(it.subscription(mine, it.gp).get("status").asText()).isEqualTo("off");
        it.publish(type, "e-2");
        it.others.await(2);
        assertThat(it.sink.eventIds()).containsExactly("e-1");
    }

    @Test
    void whatIsUnderWayWhenItIsWithdrawnIsTheLast() throws Exception {
        var type = "pds-change-of-gp-2";
        it.putUnderApproval(type);
        var grant = it.granted(type, it.gp);
        it.granted(type, it.other);
        it.subscribed(type, it.sink, it.gp);
        it.subscribed(type, it.others, it.other);
        var answer = new CountDownLatch(1);
        it.sink.answering(request -> {
            awaitQuietly(answer);
            return 503;
        });
        it.publish(type, "under-way");
        it.sink.await(1);

        assertThat(it.decide(type, grant, "withdraw", ApprovalScene.BREACH).statusCode())
                .isEqualTo(204);
        answer.countDown();
        it.publish(type, "later");
        it.others.await(2);

        assertThat(it.sink.eventIds()).containsExactly("under-way");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A node that is killed after the commit of a withdrawal leaves just this behind. */
    @Test
    void whatADyingNodeDidNotTurnOffIsTurnedOffByTheNextOne() {
        var type = "nhs-number-change-2";
        it.putUnderApproval(type);
        var grant = it.granted(type, it.gp);
        var mine = it.subscribed(type, it.sink, it.gp);
        it.granted(type, it.other);
        var theirs = it.subscribed(type, it.others, it.other);

        it.startAnewAfter(() -> withdraw(grant));

        Eventually.holds(
                "it is off",
                () -> it.subscription(mine, it.gp).get("status").asText().equals("off"));
        assertThat(it.subscription(mine, it.gp).get("error").asText()).isEqualTo(ApprovalScene.OFF);
        assertThat(it.subscription(theirs, it.other).get("status").asText()).isEqualTo("active");
        it.publish(type, "e-1");
        it.others.await(1);
        assertThat(it.sink.received()).isEmpty();
    }

    private static void withdraw(String id) {
        var caller = new Caller(ApprovalScene.OWNER, Permissions.NONE, Set.of(), Set.of());
        var governance = new Governance(Optional.of(ApprovalScene.OWNER), true);
        var why = new Decision(ApprovalScene.OWNER, Instant.now(), Optional.of("a breach"));
        try (var database = Database.open(Databases.in(it.database()))) {
            new AccessRequestTable(database, 1, Clock.systemUTC())
                    .change(UUID.fromString(id), before -> before.take(Step.WITHDRAW, caller, governance, why))
                    .toCompletableFuture()
                    .join();
        }
    }
}
