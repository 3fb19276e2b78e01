package org.openmns.broker;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.broker.store.Registry;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Remind;
import org.openmns.subscription.SubscriptionId;

/** Starts the subscriptions that wait for a handshake: no topic wakes them, and after a restart nobody else would. */
final class Reminding {

    /** Of one round; those that live already are hardly disturbed. */
    private static final int ROUND_MAX = 500;

    private static final SubscriptionId FIRST = new SubscriptionId(new UUID(0, 0));

    private final Registry registry;
    private final Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions;
    /** Where the next round goes on; on whichever thread the registry answers. */
    private volatile SubscriptionId last = FIRST;

    Reminding(Registry registry, Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions) {
        this.registry = registry;
        this.subscriptions = subscriptions;
    }

    /** The next round of them; where the database cannot be read, it is read again at the next time. */
    void remind() {
        registry.requested(last, ROUND_MAX).thenAccept(this::remind);
    }

    private void remind(List<SubscriptionId> waiting) {
        waiting.forEach(id -> subscriptions.apply(id).tell(new Remind()));
        last = waiting.size() < ROUND_MAX ? FIRST : waiting.get(waiting.size() - 1);
    }
}
