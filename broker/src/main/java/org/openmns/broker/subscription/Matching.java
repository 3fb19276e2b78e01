package org.openmns.broker.subscription;

import org.jspecify.annotations.Nullable;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.Subscription;

/** A subscription as events are matched with it: its criteria bound to its owner's cohorts, once for each change. */
final class Matching {

    private final CohortTable cohorts;
    private @Nullable Subscription stored;
    private @Nullable Subscription bound;

    Matching(CohortTable cohorts) {
        this.cohorts = cohorts;
    }

    /** The state that is stored stays unbound: there criteria are their text. */
    Subscription of(Live live) {
        var subscription = live.profile().subscription();
        if (bound == null || !subscription.equals(stored)) {
            stored = subscription;
            bound = subscription.with(
                    cohorts.bind(subscription.criteria(), live.profile().owner()));
        }
        return bound;
    }
}
