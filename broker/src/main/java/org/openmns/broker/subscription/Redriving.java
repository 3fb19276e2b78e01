package org.openmns.broker.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.subscription.Shell.Answer;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Discard;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Counted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

/** What a subscriber does with dead letters: has them delivered again, or forgets them. */
final class Redriving {

    record DeadLettersFound(List<DeadLetter> found, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    /** Dead letters that one redrive takes; who has more asks again. */
    static final int REDRIVE_MAX = 1_000;

    private final Shell shell;
    private final Delivering delivering;

    Redriving(Shell shell, Delivering delivering) {
        this.shell = shell;
        this.delivering = delivering;
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> redrive(Live live, Redrive command) {
        if (live.isOff()) {
            return shell.refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        findDeadLetters(command);
        return shell.effects().noReply();
    }

    private void findDeadLetters(Redrive command) {
        var letters = shell.around().stores().deadLetters();
        shell.context()
                .pipeToSelf(
                        command.offsets().isEmpty()
                                ? letters(Optional.empty(), List.of())
                                : letters.find(shell.id(), command.offsets(), REDRIVE_MAX),
                        (found, failure) -> found == null
                                ? new Answer(new Refused(Refusal.UNAVAILABLE), command.replyTo())
                                : new DeadLettersFound(found, command.replyTo()));
    }

    /** All of them, page by page, until a redrive's fill. */
    private CompletionStage<List<DeadLetter>> letters(Optional<Long> after, List<DeadLetter> before) {
        return shell.around()
                .stores()
                .deadLetters()
                .list(shell.id(), after.orElse(Long.MIN_VALUE), DeadLetters.PAGE_MAX)
                .thenCompose(page -> {
                    var all = new ArrayList<>(before);
                    all.addAll(page.entries());
                    return page.last().isEmpty() || all.size() >= REDRIVE_MAX
                            ? CompletableFuture.completedStage(all)
                            : letters(page.last().map(last -> last.occurrence().offset()), all);
                });
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> deadLettersFound(Live live, DeadLettersFound letters) {
        var fact = delivering.loop().redrive(live, letters.found());
        if (fact.held().isEmpty()) {
            return shell.effects().reply(letters.replyTo(), new Counted(0));
        }
        return shell.effects()
                .persist(fact)
                .thenRun((Live after) -> {
                    delivering.loop().redriven(fact.held());
                    letters.replyTo().tell(new Counted(fact.held().size()));
                    delivering.carryOn(after);
                })
                .thenNoReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> discard(Live live, Discard command) {
        var letters = shell.around().stores().deadLetters();
        shell.context()
                .pipeToSelf(
                        command.offsets().isEmpty()
                                ? letters.deleteAll(shell.id())
                                : letters.delete(shell.id(), command.offsets()),
                        (count, failure) -> new Answer(
                                count == null ? new Refused(Refusal.UNAVAILABLE) : new Counted(count),
                                command.replyTo()));
        return shell.effects().noReply();
    }
}
