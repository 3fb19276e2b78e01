package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.page;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

class FollowingCohortTest {

    private static final String PATIENT = "9434765919";
    private static final CohortValues PATIENTS = CohortValues.of(List.of(PATIENT));

    /** The owner is that of {@link Deliveries#live}. */
    private static final CohortKey MINE = new CohortKey("sandbox", new CohortName("mine"));

    private final CohortTable cohorts = new CohortTable();
    private Live live = Deliveries.live(0);
    private DeliveryLoop loop = started();

    @Test
    void takesWhatTheOwnersCohortHoldsNow() {
        live = following("mine");
        loop = started();
        cohorts.put(new CohortKey("other", new CohortName("mine")), List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, page(1, List.of(about(1))), NOON);
        assertThat(attempts()).isEmpty();

        cohorts.put(MINE, List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, page(2, List.of(about(2))), NOON);
        assertThat(attempts()).containsExactly(2L);
    }

    @Test
    void whatWaitsIsSkippedOnceItsPatientHasLeftTheCohort() {
        live = following("mine").paused(true);
        loop = started();
        cohorts.put(MINE, List.of(PATIENTS));
        loop.pageRead(live, Pass.LIVE, page(1, List.of(about(1))), NOON);

        cohorts.change(MINE, CohortValues.NONE, PATIENTS);
        live = live.paused(false);

        assertThat(attempts()).isEmpty();
        assertThat(loop.backlog().live().settled()).isEqualTo(1);
    }

    @Test
    void criteriaThatChangeAreBoundAnew() {
        live = following("mine");
        loop = started();
        cohorts.put(MINE, List.of(PATIENTS));
        live = live.changed(following("others").profile().subscription());
        loop.changed(live);

        loop.pageRead(live, Pass.LIVE, page(1, List.of(about(1))), NOON);

        assertThat(attempts()).isEmpty();
    }

    private Live following(String cohort) {
        var criteria = Criteria.parse("eventType=" + PublishedEvents.TYPE + " AND subject IN COHORT '" + cohort + "'");
        return live.changed(live.profile().subscription().with(criteria));
    }

    private static Occurrence about(long offset) {
        return new Occurrence(offset, PublishedEvents.about(PATIENT, "event-" + offset));
    }

    private List<Long> attempts() {
        return Deliveries.attempts(loop, live, NOON);
    }

    private DeliveryLoop started() {
        return Deliveries.loop(live, cohorts);
    }
}
