package org.openmns.broker.subscription;

import java.time.Instant;
import org.openmns.broker.subscription.CatchUpRate.Grant;
import org.openmns.broker.topic.TopicLog.Page;

/** Whether one subscription is far behind, and what of the node's {@link CatchUpRate} is granted to it then. */
final class CatchUpTurn {

    private static final Grant NONE = new Grant(Instant.EPOCH, 0);

    private final CatchUpRate rate;
    private boolean farBehind;
    private Grant grant = NONE;

    CatchUpTurn(CatchUpRate rate) {
        this.rate = rate;
    }

    /** How old the log is where it is being read. */
    void read(Page page, Instant now) {
        page.oldest().ifPresent(written -> farBehind = rate.isFarBehind(written, now));
    }

    /** It gets what is published as it is published. */
    void caughtUp() {
        farBehind = false;
    }

    /** When the next delivery may start. */
    Instant startableAt(Instant now) {
        if (!farBehind) {
            return Instant.EPOCH;
        }
        if (grant.count() == 0) {
            grant = rate.grant(now);
        }
        return grant.from();
    }

    void started() {
        if (farBehind) {
            grant = new Grant(grant.from(), grant.count() - 1);
        } else {
            rate.live();
        }
    }
}
