package org.openmns.broker.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.broker.store.Remains;
import org.openmns.broker.subscription.SubscriptionState.Gone;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.Registered;

/**
 * Makes registry and topic know what a subscription has become: first the registry, from which a starting topic reads,
 * then the topic, whose answer says from where on the criteria apply. Whoever asked is answered when both know. Until then
 * the state says "not announced", so that a restart takes it up again.
 */
final class Announcing {

    private static final Duration TOPIC_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

    record RegistryWritten(int round) implements SubscriptionCommand.Internal {}

    record TopicKnows(int round, long head) implements SubscriptionCommand.Internal {}

    record AnnouncingFailed(int round) implements SubscriptionCommand.Internal {}

    record AnnounceAgain() implements SubscriptionCommand.Internal {}

    private record Waiting(ActorRef<SubscriptionReply> replyTo, SubscriptionReply reply) {}

    private final Shell shell;
    private final Supplier<Remains> remains;
    private final List<Waiting> waiting = new ArrayList<>();

    /** Which announcement is under way: what comes of an earlier one says nothing of the state as it is now. */
    private int round;

    private boolean underWay;
    private boolean stale;

    /** {@code remains} is what is stored before the last fact. */
    Announcing(Shell shell, Supplier<Remains> remains) {
        this.shell = shell;
        this.remains = remains;
    }

    /** Also while it waits to be tried again: the entity must live to do so. */
    boolean isUnderWay() {
        return underWay || shell.timers().isTimerActive(AnnounceAgain.class);
    }

    /** Whether registry or topic are being told right now. */
    boolean isAsking() {
        return underWay;
    }

    boolean isStray(int toldIn) {
        return toldIn != round;
    }

    /** Whoever asked is answered when registry and topic know; asked for after the change is in the journal. */
    void answerLater(ActorRef<SubscriptionReply> replyTo, SubscriptionReply reply) {
        waiting.add(new Waiting(replyTo, reply));
    }

    /** After a restart nothing is under way any more. */
    void restarted(SubscriptionState state) {
        underWay = false;
        stale = false;
        begin(state);
    }

    /** Begins where something is to be announced; what changes while it is under way makes it begin anew. */
    void begin(SubscriptionState state) {
        if (underWay) {
            stale = true;
        } else if (state instanceof Live live && !live.profile().announced()) {
            write(shell.around().stores().registry().put(registration(live)));
        } else if (state instanceof Gone gone && !gone.announced()) {
            delete();
        }
    }

    /** All that is stored of it but this: that it is gone. */
    private void delete() {
        var stores = shell.around().stores();
        var before = remains.get();
        write(stores.deadLetters()
                .deleteAll(shell.id())
                .thenCompose(all -> stores.registry().delete(shell.id(), before)));
    }

    private void write(CompletionStage<Boolean> written) {
        underWay = true;
        var now = ++round;
        shell.context()
                .pipeToSelf(
                        written,
                        (done, failure) -> failure == null ? new RegistryWritten(now) : new AnnouncingFailed(now));
    }

    private Registration registration(Live live) {
        var subscription = live.profile().subscription();
        return new Registration(
                shell.id(), live.profile().owner(), subscription.criteria(), live.standing(), subscription.resource());
    }

    /** The second step. True where the topic's answer does not matter, for it is to match nothing any more. */
    boolean tellTopic(SubscriptionState state) {
        if (state instanceof Live live && live.wantsEvents()) {
            var criteria = live.profile().subscription().criteria();
            var owner = live.profile().owner();
            var now = round;
            shell.context()
                    .ask(
                            TopicReply.class,
                            shell.around().topics().apply(live.topic()),
                            TOPIC_TIMEOUT,
                            (ActorRef<TopicReply> replyTo) -> new Register(shell.id(), criteria, owner, replyTo),
                            (reply, failure) -> reply instanceof Registered registered
                                    ? new TopicKnows(now, registered.head())
                                    : new AnnouncingFailed(now));
            return false;
        }
        topicOf(state).tell(new Deregister(shell.id()));
        return true;
    }

    private RecipientRef<TopicCommand> topicOf(SubscriptionState state) {
        return shell.around().topics().apply(state instanceof Live live ? live.topic() : ((Gone) state).topic());
    }

    /** Whether the state has changed since this began: then it must begin anew instead of being written down. */
    boolean beganAnew(SubscriptionState state) {
        if (!stale) {
            return false;
        }
        restarted(state);
        return true;
    }

    void done() {
        underWay = false;
        waiting.forEach(each -> each.replyTo().tell(each.reply()));
        waiting.clear();
    }

    void failed() {
        underWay = false;
        stale = false;
        refuseAll();
        shell.timers().startSingleTimer(AnnounceAgain.class, new AnnounceAgain(), AGAIN_AFTER);
    }

    /** Whoever waits is to ask again, here or where the subscription is handed over to. */
    void refuseAll() {
        waiting.forEach(each -> each.replyTo().tell(new Refused(Refusal.UNAVAILABLE)));
        waiting.clear();
    }
}
