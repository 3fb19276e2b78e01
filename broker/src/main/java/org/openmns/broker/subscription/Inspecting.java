package org.openmns.broker.subscription;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.delivery.TestEvent;
import org.openmns.broker.subscription.Shell.Answer;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Test;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Behind;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Position;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Tested;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.Head;

/** What a subscriber may see: how the subscription stands, and what its endpoint says to a test event. */
final class Inspecting {

    /** Nothing goes to an endpoint that has not agreed. */
    private static final Tested HELD_BACK =
            new Tested(false, Optional.empty(), "the handshake has not passed", Duration.ZERO);

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(3);

    private final Shell shell;
    private final Delivering delivering;

    Inspecting(Shell shell, Delivering delivering) {
        this.shell = shell;
        this.delivering = delivering;
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> describe(Live live, Describe command) {
        var behind = delivering.loop().backlog().lanes().size();
        measure(live, delivering.loop().description(live, shell.now()), behind, command.replyTo());
        return shell.effects().noReply();
    }

    /** Completes a description with where the topic's log ends, and how much of it the subscription has not settled. */
    private void measure(Live live, Described known, long inMemory, ActorRef<SubscriptionReply> replyTo) {
        var system = shell.context().getSystem();
        var answer = AskPattern.<TopicCommand, TopicReply>ask(
                        shell.around().topics().apply(live.topic()), AskHead::new, HEAD_TIMEOUT, system.scheduler())
                .thenCompose(reply -> measured(live, known, inMemory, ((Head) reply).head()));
        shell.context()
                .pipeToSelf(
                        answer,
                        (described, failure) ->
                                new Answer(described == null ? new Refused(Refusal.UNAVAILABLE) : described, replyTo));
    }

    private CompletionStage<SubscriptionReply> measured(Live live, Described known, long inMemory, long head) {
        var position = known.position();
        var unread = position.lagging() ? position.head() : head;
        var oldest = live.place().settledThrough();
        if (!live.hasStarted() || (unread >= head && inMemory == 0)) {
            return CompletableFuture.completedStage(with(known, head, new Behind(0, Duration.ZERO)));
        }
        var log = shell.around().stores().log();
        return log.stretch(live.topic(), unread, head)
                .thenCombine(
                        log.stretch(live.topic(), oldest, head),
                        (inLog, all) -> with(
                                known,
                                head,
                                new Behind(
                                        inMemory + inLog.events(),
                                        all.oldest()
                                                .map(since -> Duration.between(since, shell.now()))
                                                .orElse(Duration.ZERO))));
    }

    private static SubscriptionReply with(Described known, long head, Behind behind) {
        var position = known.position();
        return new Described(
                known.health(),
                new Position(position.cursor(), head, behind, position.inFlight(), position.lagging()),
                known.counts(),
                known.expired());
    }

    /** Nothing goes to an endpoint that said it is gone either. */
    ReplyEffect<SubscriptionFact, SubscriptionState> test(Live live, Test command) {
        if (live.isOff()) {
            return shell.refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        if (live.profile().isHeldBack()) {
            return shell.effects().reply(command.replyTo(), HELD_BACK);
        }
        var event = TestEvent.at(shell.now());
        shell.context()
                .pipeToSelf(
                        shell.around().channel().attempt(Errands.attempt(shell.id(), live, new Occurrence(0, event))),
                        (outcome, failure) -> new Answer(
                                tested(outcome == null ? Errands.broken(failure) : outcome), command.replyTo()));
        return shell.effects().noReply();
    }

    private static Tested tested(Outcome outcome) {
        return new Tested(
                outcome.verdict() == Verdict.DELIVERED, outcome.httpStatus(), outcome.detail(), outcome.latency());
    }
}
