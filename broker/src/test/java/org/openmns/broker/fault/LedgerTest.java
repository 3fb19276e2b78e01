package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openmns.broker.fault.Ledger.Verdict;

/** The judge is judged: each thing that a cluster may do wrong is found. */
class LedgerTest {

    private static final Incarnation ONE = new Incarnation(0, 0);
    private static final Incarnation OTHER = new Incarnation(1, 0);

    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger(told -> told.patient() == 1, timeline);

    @Test
    void whatIsDeliveredInOrderIsFine() {
        publish(3);
        for (var number = 1; number <= 3; number++) {
            deliver(number, ONE);
        }

        assertThat(verdict().lost()).isEmpty();
        assertThat(verdict().disorder()).isEmpty();
        assertThat(verdict().deliveries()).isEqualTo(3);
        assertThat(ledger.outstanding()).isZero();
    }

    @Test
    void whatIsAcknowledgedAndNotDeliveredIsLost() {
        publish(2);
        deliver(1, ONE);

        assertThat(verdict().lost()).containsExactly("RECORD-1-2");
        assertThat(ledger.outstanding()).isEqualTo(1);
    }

    @Test
    void anAttemptThatIsNotAnsweredDeliversNothing() {
        publish(1);
        ledger.ended(arrive(1, ONE));

        assertThat(verdict().lost()).containsExactly("RECORD-1-1");
    }

    @Test
    void aHoleIsADisorderAtOnce() {
        deliver(1, ONE);
        deliver(3, ONE);

        assertThat(verdict().disorder()).singleElement().asString().contains("RECORD-1-3 before 2");
    }

    @Test
    void aForerunnerThatFailedMustBeRetriedFirst() {
        ledger.ended(arrive(1, ONE));
        deliver(2, ONE);

        assertThat(verdict().disorder()).singleElement().asString().contains("while 1 was not answered");
    }

    @Test
    void aRepeatWithoutAFaultIsADisorder() {
        deliver(1, ONE);
        deliver(1, ONE);

        assertThat(verdict().disorder()).singleElement().asString().contains("again without a fault");
    }

    @Test
    void aRepeatAfterAFaultIsCountedForIt() {
        deliver(1, ONE);
        var fault = timeline.begin("kill");
        deliver(1, OTHER);

        assertThat(verdict().disorder()).isEmpty();
        assertThat(verdict().repeats()).containsOnlyKeys(fault.number());
    }

    @Test
    void aRepeatHasTheSameWebhookId() {
        ledger.ended(arrive(1, ONE));
        ledger.settled(ledger.arrived(told(1), ONE, "another"));

        assertThat(verdict().disorder()).singleElement().asString().contains("with another webhook-id");
    }

    @Test
    void twoOfOneLaneAreNeverUnderWayTogetherFromNodesThatWork() {
        timeline.begin("elsewhere").touch(2);
        arrive(1, ONE);
        arrive(1, OTHER);

        assertThat(verdict().disorder()).singleElement().asString().contains("is under way");
        assertThat(verdict().overlaps()).isZero();
    }

    @Test
    void twoEventsOfOneLaneAreNeverUnderWayTogether() {
        arrive(1, ONE);
        arrive(2, ONE);

        assertThat(verdict().disorder()).anyMatch(what -> what.contains("is under way"));
    }

    @Test
    void anAttemptMayFollowOneWhoseTimeWasUp() {
        arrive(1, ONE);
        arrive(1, ONE);

        assertThat(verdict().disorder()).isEmpty();
    }

    @Test
    void whatANodeThatIsCutOffHasUnderWayMayBeSentByAnother() {
        arrive(1, ONE);
        timeline.begin("pause").touch(ONE.node());
        arrive(1, OTHER);

        assertThat(verdict().disorder()).isEmpty();
        assertThat(verdict().overlaps()).isEqualTo(1);
    }

    @Test
    void whatDoesNotMatchIsADisorder() {
        ledger.arrived(new Told(Topic.RECORD, 2, 1), ONE, "id");

        assertThat(verdict().disorder()).singleElement().asString().contains("does not match");
    }

    private void publish(int count) {
        for (var number = 1; number <= count; number++) {
            ledger.published(told(number));
        }
    }

    private void deliver(int number, Incarnation sender) {
        ledger.settled(arrive(number, sender));
    }

    private Ledger.Flight arrive(int number, Incarnation sender) {
        return ledger.arrived(told(number), sender, "id-" + number);
    }

    private static Told told(int number) {
        return new Told(Topic.RECORD, 1, number);
    }

    private Verdict verdict() {
        return ledger.verdict(Topic.RECORD);
    }
}
