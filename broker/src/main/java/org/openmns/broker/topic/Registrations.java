package org.openmns.broker.topic;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply.Registered;

/**
 * Registrations of a topic: all that have arrived while a row was being written share the next one.
 *
 * <p>Answered only after a row of the journal has shown that this is the one writer. A topic that the others have replaced
 * without its knowledge would take the registration into a memory that is never asked again, and its successor, which may
 * have read the registry before, would not know of it: events would match nobody.
 */
final class Registrations {

    /** Told to itself with the first registration: it stands behind those that have arrived meanwhile. */
    record WriteDue() implements TopicCommand.Internal {}

    private final ActorRef<TopicCommand> topic;
    private final EffectFactories<TopicFact, TopicState> effects;
    private final Clock clock;
    private final List<Register> waiting = new ArrayList<>();

    Registrations(ActorRef<TopicCommand> topic, EffectFactories<TopicFact, TopicState> effects, Clock clock) {
        this.topic = topic;
        this.effects = effects;
        this.clock = clock;
    }

    /** After a row that could not be written nobody is answered: who asked will ask again. */
    void restarted() {
        waiting.clear();
    }

    ReplyEffect<TopicFact, TopicState> register(Register command) {
        if (waiting.isEmpty()) {
            topic.tell(new WriteDue());
        }
        waiting.add(command);
        return effects.noReply();
    }

    /** It wants nothing any more, so that what it wanted before is not taken up after all. */
    void forget(SubscriptionId id) {
        waiting.removeIf(register -> register.subscription().equals(id));
    }

    /** Only now do they match events: none is to be notified that has not been told from where on. */
    ReplyEffect<TopicFact, TopicState> write(TopicLoop loop, TopicState state) {
        if (waiting.isEmpty()) {
            return effects.noReply();
        }
        var all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(each -> loop.register(each.subscription(), each.criteria(), each.owner()));
        return effects.persist(loop.marks(state, clock.instant()))
                .thenRun(
                        (TopicState after) -> all.forEach(each -> each.replyTo().tell(new Registered(after.head()))))
                .thenNoReply();
    }
}
