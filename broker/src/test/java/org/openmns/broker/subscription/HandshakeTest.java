package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.subscription.Handshake.Terms;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeFailed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakePassed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeTried;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.LastError;

class HandshakeTest {

    private static final List<Duration> WAITS = List.of(Duration.ofSeconds(10), Duration.ofMinutes(1));
    private static final Consent NO = new Consent(outcome(405), false, Optional.empty());
    private static final LastError WHY = new LastError(NOON, "HTTP 405");

    private final Handshake strict = Handshake.begun(new Terms(true, "the-token", NOON));
    private final Handshake lenient = Handshake.begun(new Terms(false, "the-token", NOON));

    @Test
    void isDueAtOnceAndThenByTheSchedule() {
        assertThat(strict.dueAt(WAITS)).isEqualTo(NOON);
        assertThat(strict.tried(WHY).dueAt(WAITS)).isEqualTo(NOON.plusSeconds(10));
        assertThat(strict.tried(WHY).tried(WHY).dueAt(WAITS)).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void survivesAScheduleThatWasShortenedMeanwhile() {
        assertThat(strict.tried(WHY).tried(WHY).dueAt(WAITS.subList(0, 1))).isEqualTo(NOON.plusSeconds(10));
        assertThat(strict.tried(WHY).dueAt(List.of())).isEqualTo(NOON);
    }

    @Test
    void failsWhenTheScheduleEnds() {
        assertThat(strict.after(NO, WAITS, NOON)).isEqualTo(new HandshakeTried(WHY));
        assertThat(strict.tried(WHY).after(NO, WAITS, NOON)).isEqualTo(new HandshakeTried(WHY));
        assertThat(strict.tried(WHY).tried(WHY).after(NO, WAITS, NOON)).isEqualTo(new HandshakeFailed(WHY));
    }

    @Test
    void isMadeOnceWhereNothingDependsOnIt() {
        assertThat(lenient.after(NO, WAITS, NOON)).isEqualTo(new HandshakeFailed(WHY));
        assertThat(lenient.failed(WHY).holds()).isFalse();
    }

    @Test
    void passesWithTheRateThatTheEndpointSets() {
        var yes = new Consent(outcome(200), true, Optional.of(120));

        assertThat(strict.after(yes, WAITS, NOON)).isEqualTo(new HandshakePassed(Optional.of(120)));
        assertThat(strict.passed(Optional.of(120)).spacing()).contains(Duration.ofMillis(500));
        assertThat(strict.passed(Optional.empty()).spacing()).isEmpty();
    }

    @Test
    void holdsDeliveriesUntilItHasPassed() {
        assertThat(strict.holds()).isTrue();
        assertThat(strict.failed(WHY).holds()).isTrue();
        assertThat(strict.passed(Optional.empty()).holds()).isFalse();
        assertThat(lenient.holds()).isFalse();
    }

    @Test
    void saysWhatItWaitsForAndWhyItGaveUp() {
        assertThat(strict.standing().status()).isEqualTo(Status.REQUESTED);
        assertThat(strict.standing().error()).isEmpty();
        assertThat(strict.tried(WHY).standing().error()).contains("the handshake has not passed yet: HTTP 405");
        assertThat(strict.failed(WHY).standing().status()).isEqualTo(Status.ERROR);
        assertThat(strict.failed(WHY).standing().error()).contains("the handshake failed: HTTP 405");
    }

    @Test
    void isGrantedByItsTokenWithinItsLifeAndByNoOther() {
        var life = Duration.ofHours(1);

        assertThat(strict.isGrantedBy("the-token", life, NOON.plusSeconds(3_599)))
                .isTrue();
        assertThat(strict.isGrantedBy("the-token", life, NOON.plusSeconds(3_600)))
                .isFalse();
        assertThat(strict.isGrantedBy("the-toke", life, NOON)).isFalse();
        assertThat(strict.isGrantedBy("the-token2", life, NOON)).isFalse();
        assertThat(strict.isGrantedBy("", life, NOON)).isFalse();
        assertThat(strict.failed(WHY).isGrantedBy("the-token", life, NOON)).isTrue();
    }

    @Test
    void waitsLongerEachTimeThatThereIsNoRoomAndNotWithoutEnd() {
        assertThat(Handshake.afterNoRoom(0, 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Handshake.afterNoRoom(0, 0)).isEqualTo(Duration.ofMillis(2_500));
        assertThat(Handshake.afterNoRoom(3, 0.5)).isEqualTo(Duration.ofSeconds(40));
        assertThat(Handshake.afterNoRoom(1_000_000, 0.5)).isEqualTo(Duration.ofSeconds(320));
    }

    @Test
    void keepsItsTokenToItself() {
        assertThat(strict.toString()).doesNotContain("the-token");
    }
}
