package org.openmns.broker.index;

import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionId;

/**
 * One subscription. There may be millions: the id is kept as its two halves, and one that is alone under a key is itself
 * what that key leads to.
 */
final class Entry implements Candidates {

    final long high;
    final long low;
    final Demand demand;

    /** The last event that this was tried on, for several keys may lead here. */
    private long triedOn;

    Entry(SubscriptionId subscription, Demand demand) {
        this.high = subscription.value().getMostSignificantBits();
        this.low = subscription.value().getLeastSignificantBits();
        this.demand = demand;
    }

    /** Whether the event matches and this is told so for the first time; {@code turn} counts events. */
    boolean matchesFirst(Event event, long turn) {
        if (triedOn == turn) {
            return false;
        }
        triedOn = turn;
        return demand.isMetBy(event, turn);
    }

    SubscriptionId subscription() {
        return new SubscriptionId(new UUID(high, low));
    }

    @Override
    public void forEach(Consumer<Entry> action) {
        action.accept(this);
    }

    @Override
    public Candidates with(Entry entry) {
        return new Few(this, entry);
    }

    @Override
    public @Nullable Candidates without(Entry entry) {
        return entry == this ? null : this;
    }
}
