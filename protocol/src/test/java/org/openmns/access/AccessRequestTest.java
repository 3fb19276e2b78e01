package org.openmns.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Ruling.Declined;
import org.openmns.access.AccessRequest.Ruling.Taken;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.AccessRequest.Why;
import org.openmns.event.TopicName;

class AccessRequestTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TopicName TYPE = new TopicName("patientflags-change-1");
    private static final Caller OWNER = caller("flags");
    private static final Caller APPLICANT = caller("gp-1");
    private static final Caller STRANGER = caller("gp-2");
    private static final Caller OPERATOR =
            new Caller(new ApplicationId("ops"), new Permissions(Set.of(Permission.OPERATOR)), Set.of(), Set.of());
    private static final Governance GOVERNANCE = new Governance(Optional.of(OWNER.application()), true);

    private static Caller caller(String application) {
        return new Caller(new ApplicationId(application), Permissions.NONE, Set.of(), Set.of());
    }

    private static AccessRequest request(Status status) {
        var claim = new Claim(
                TYPE, APPLICANT.application(), "to know", Optional.of("eventType=x AND subject='9000000009'"));
        return new AccessRequest(new UUID(1, 2), claim, NOON, status, Optional.empty());
    }

    private static Ruling take(Status status, Step step, Caller caller) {
        return request(status).take(step, caller, GOVERNANCE, decision(caller));
    }

    private static Decision decision(Caller caller) {
        return new Decision(caller.application(), NOON.plusSeconds(1), Optional.of("because"));
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTED, APPROVE, GRANTED",
        "REQUESTED, REFUSE, REFUSED",
        "REQUESTED, WITHDRAW, WITHDRAWN",
        "GRANTED, WITHDRAW, WITHDRAWN"
    })
    void whoAnswersForTheTypeDecidesAndItSaysWhoDidWhenAndWhy(Status before, Step step, Status after) {
        for (var caller : Set.of(OWNER, OPERATOR)) {
            var request = ((Taken) take(before, step, caller)).request();

            assertThat(request.status()).isEqualTo(after);
            assertThat(request.decision()).contains(decision(caller));
            assertThat(request.claim()).isEqualTo(request(before).claim());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GRANTED, APPROVE",
        "GRANTED, REFUSE",
        "REFUSED, APPROVE",
        "REFUSED, REFUSE",
        "REFUSED, WITHDRAW",
        "WITHDRAWN, APPROVE",
        "WITHDRAWN, REFUSE"
    })
    void whatWasDecidedIsNotDecidedAgain(Status status, Step step) {
        assertThat(take(status, step, OWNER)).isEqualTo(new Declined(Why.DECIDED, status));
    }

    @Test
    void toWithdrawAgainChangesNothing() {
        assertThat(take(Status.WITHDRAWN, Step.WITHDRAW, OWNER)).isEqualTo(new Taken(request(Status.WITHDRAWN)));
    }

    @Test
    void whoMadeItMayTakeItBackButDecideNothing() {
        assertThat(take(Status.GRANTED, Step.WITHDRAW, APPLICANT)).isInstanceOf(Taken.class);
        assertThat(take(Status.REQUESTED, Step.APPROVE, APPLICANT))
                .isEqualTo(new Declined(Why.NOT_YOURS, Status.REQUESTED));
        assertThat(take(Status.REQUESTED, Step.REFUSE, APPLICANT))
                .isEqualTo(new Declined(Why.NOT_YOURS, Status.REQUESTED));
    }

    @ParameterizedTest
    @EnumSource
    void toOthersItIsNotThere(Step step) {
        assertThat(take(Status.REQUESTED, step, STRANGER)).isEqualTo(new Declined(Why.UNKNOWN, Status.REQUESTED));
        assertThat(request(Status.REQUESTED).isVisibleTo(STRANGER, GOVERNANCE)).isFalse();
        assertThat(request(Status.REQUESTED).isVisibleTo(APPLICANT, GOVERNANCE)).isTrue();
    }

    @Test
    void ofATypeThatNobodyOwnsAnOperatorDecides() {
        var nobodys = new Governance(Optional.empty(), true);
        var request = request(Status.REQUESTED);

        assertThat(request.take(Step.APPROVE, OPERATOR, nobodys, decision(OPERATOR)))
                .isInstanceOf(Taken.class);
        assertThat(request.take(Step.APPROVE, OWNER, nobodys, decision(OWNER)))
                .isEqualTo(new Declined(Why.UNKNOWN, Status.REQUESTED));
    }

    @Test
    void printedItSaysNothingOfAPatient() {
        var decided = ((Taken) take(Status.REQUESTED, Step.REFUSE, OWNER)).request();

        assertThat(decided + " " + decided.claim() + " " + decided.decision())
                .doesNotContain("9000000009", "to know", "because");
    }
}
