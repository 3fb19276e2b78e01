package org.openmns.broker.cohort;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openmns.broker.cohort.CohortCopy.News;
import org.openmns.broker.store.CohortPart;
import org.openmns.broker.store.CohortStore.Change;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.protocol.Message;

/** Hears from other nodes which cohort has changed, and says when this node knows. They find it by its path. */
final class CohortDesk {

    static final String NAME = "cohort-desk";

    /** What is said between desks. */
    sealed interface Said extends Message {}

    /** This cohort has this version now; the values are in the database, and what changed is here if it is little. */
    record Refresh(
            String owner, CohortName name, long version, Optional<Difference> difference, ActorRef<Refreshed> replyTo)
            implements Said {

        static Refresh of(News news, Optional<Difference> difference, ActorRef<Refreshed> replyTo) {
            return new Refresh(news.key().owner(), news.key().name(), news.version(), difference, replyTo);
        }

        News news() {
            var key = new CohortKey(owner, name);
            return difference
                    .map(each -> new News(key, each.before(), version, Optional.of(each.change())))
                    .orElseGet(() -> new News(key, 0, version, Optional.empty()));
        }
    }

    /** What makes the version {@code before} that of the message, as {@link CohortPart} packs it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Difference(long before, byte[] added, byte[] removed) {

        Change change() {
            return new Change(CohortPart.unpack(added), CohortPart.unpack(removed));
        }

        /** Says no value: it may identify a patient. */
        @Override
        public String toString() {
            return "Difference[" + before + "]";
        }
    }

    record Refreshed(long version) implements Said {}

    private CohortDesk() {}

    /** Whoever gets no answer knows that this node may not know. */
    static Behavior<Refresh> create(CohortCopy copy) {
        return Behaviors.receive(Refresh.class)
                .onMessage(Refresh.class, refresh -> {
                    copy.follow(refresh.news()).thenRun(() -> refresh.replyTo().tell(new Refreshed(refresh.version())));
                    return Behaviors.same();
                })
                .build();
    }
}
