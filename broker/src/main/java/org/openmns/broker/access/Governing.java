package org.openmns.broker.access;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openmns.access.Governance;
import org.openmns.event.TopicName;

/** Who answers for each event type, and which ones are under approval: as the catalogue says at the moment. */
public record Governing(Function<TopicName, Governance> governance, Supplier<Set<TopicName>> restricted) {

    /** Nobody owns any type, and none is under approval. */
    public static final Governing OPEN = new Governing(type -> Governance.OPEN, Set::of);

    Governance of(TopicName type) {
        return governance.apply(type);
    }
}
