package org.openmns.broker.subscription;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.openmns.broker.store.Remains;
import org.openmns.broker.subscription.Redriving.DeadLettersFound;
import org.openmns.broker.subscription.Shell.Answer;
import org.openmns.broker.subscription.Steering.RangeFound;
import org.openmns.broker.subscription.SubscriptionFact.Announced;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Expired;
import org.openmns.broker.subscription.SubscriptionFact.OfHandshake;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.broker.subscription.SubscriptionFact.ReplayStarted;
import org.openmns.broker.subscription.SubscriptionFact.Resumed;
import org.openmns.broker.subscription.SubscriptionFact.SecretRotated;
import org.openmns.broker.subscription.SubscriptionFact.Subscribed;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.subscription.SubscriptionFact.Unsubscribed;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Gone;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Discard;
import org.openmns.subscription.SubscriptionCommand.Expire;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionCommand.Remind;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.RotateSecret;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Test;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;

/**
 * The actor of one subscription: who answers which command, and what each fact does to {@link SubscriptionState}. The
 * work is done by its parts, which share the actor and so its thread ({@link Shell}):
 * <pre>
 *  {@link Subscribing}  subscribe, change, unsubscribe; {@link Announcing} lets registry and topic know
 *  {@link Handshaking}  asks the endpoint whether it wants deliveries
 *  {@link Hearing}      topic, log, endpoint ─▶ {@link DeliveryLoop} ─▶ {@link Delivering} ─▶ {@link Errands}, checkpoints
 *  {@link Steering}     pause, resume, replay, turn off  {@link Redriving}   dead letters
 *  {@link Expiring}     what retention takes; {@link Inspecting} status, test event; {@link Leaving} hand-over
 * </pre>
 */
public final class SubscriptionEntity
        extends EventSourcedBehaviorWithEnforcedReplies<SubscriptionCommand, SubscriptionFact, SubscriptionState> {

    /** Sent by sharding, to be passivated or handed over: finish what is in flight, write it down, stop. */
    public record Stop() implements SubscriptionCommand.Internal {}

    /** What a subscription waits for after an outage, half more by chance: thousands may ask the database again at once. */
    private static final Duration RESTART_MAX = Duration.ofSeconds(3);

    private final Surroundings around;
    private final Subscribing subscribing;
    private final Steering steering;
    private final Redriving redriving;
    private final Inspecting inspecting;
    private final Expiring expiring;
    private final Delivering delivering;
    private final Hearing hearing;
    private final Announcing announcing;
    private final Handshaking handshaking;
    private final Leaving leaving;

    public static Behavior<SubscriptionCommand> create(
            SubscriptionId id, ActorRef<ClusterSharding.ShardCommand> shard, Surroundings around) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SubscriptionEntity(id, context, timers, shard, around)));
    }

    private SubscriptionEntity(
            SubscriptionId id,
            ActorContext<SubscriptionCommand> context,
            TimerScheduler<SubscriptionCommand> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Surroundings around) {
        super(
                PersistenceId.of(SubscriptionCommand.TYPE_KEY.name(), id.toString()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), RESTART_MAX, 0.5));
        var shell = new Shell(id, context, timers, around, Effect());
        this.around = around;
        announcing = new Announcing(shell, () -> new Remains(persistenceId().id(), lastSequenceNumber(context)));
        delivering = new Delivering(shell, announcing);
        hearing = new Hearing(shell, delivering);
        handshaking = new Handshaking(shell, delivering, announcing);
        subscribing = new Subscribing(shell, delivering, announcing, handshaking);
        steering = new Steering(shell, delivering, announcing);
        redriving = new Redriving(shell, delivering);
        inspecting = new Inspecting(shell, delivering);
        expiring = new Expiring(shell, delivering);
        leaving = new Leaving(shell, shard, delivering, announcing, handshaking);
    }

    @Override
    public SubscriptionState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<SubscriptionCommand, SubscriptionFact, SubscriptionState> commandHandler() {
        var commands = newCommandHandlerWithReplyBuilder();
        commands.forAnyState()
                .onCommand(Stop.class, leaving::stop)
                .onCommand(Leaving.StopDue.class, leaving::stopNow)
                .onCommand(Announcing.RegistryWritten.class, subscribing::registryWritten)
                .onCommand(Announcing.TopicKnows.class, subscribing::topicKnows)
                .onCommand(Announcing.AnnouncingFailed.class, subscribing::announcingFailed)
                .onCommand(Announcing.AnnounceAgain.class, subscribing::announceAgain)
                .onCommand(Leaving.PassivateDue.class, leaving::passivateDue)
                .onCommand(Answer.class, answer -> Effect().reply(answer.replyTo(), answer.reply()));
        commands.forStateType(Live.class)
                .onCommand(Subscribe.class, subscribing::subscribeAgain)
                .onCommand(Change.class, subscribing::change)
                .onCommand(Unsubscribe.class, subscribing::unsubscribe)
                .onCommand(Pause.class, steering::pause)
                .onCommand(Resume.class, steering::resume)
                .onCommand(Describe.class, inspecting::describe)
                .onCommand(Replay.class, steering::replay)
                .onCommand(TurnOff.class, steering::turnOff)
                .onCommand(Redrive.class, redriving::redrive)
                .onCommand(Discard.class, redriving::discard)
                .onCommand(Test.class, inspecting::test)
                .onCommand(RotateSecret.class, subscribing::rotateSecret)
                .onCommand(GrantHandshake.class, handshaking::grant)
                .onCommand(Handshaking.News.class, handshaking::heard)
                .onCommand(Notify.class, hearing::notified)
                .onCommand(Expire.class, expiring::expire)
                .onCommand(Hearing.AttemptFinished.class, hearing::attemptFinished)
                .onCommand(Hearing.PageRead.class, hearing::pageRead)
                .onCommand(Hearing.PageFailed.class, hearing::pageFailed)
                .onCommand(Hearing.Loaded.class, hearing::loaded)
                .onCommand(Hearing.LoadFailed.class, hearing::loadFailed)
                .onCommand(Hearing.Kept.class, hearing::kept)
                .onCommand(RangeFound.class, steering::rangeFound)
                .onCommand(DeadLettersFound.class, redriving::deadLettersFound)
                .onCommand(Expiring.ExpiryCounted.class, expiring::expiryCounted)
                .onCommand(Delivering.StepDue.class, delivering::stepDue);
        commands.forStateType(Absent.class)
                .onCommand(Notify.class, stray -> Effect().noReply());
        commands.forStateType(Gone.class).onCommand(Notify.class, subscribing::forgetMe);
        commands.forAnyState()
                .onCommand(Subscribe.class, subscribing::subscribe)
                .onCommand(Change.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Unsubscribe.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Pause.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Resume.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Describe.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Replay.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(TurnOff.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Redrive.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Discard.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Test.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(RotateSecret.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(GrantHandshake.class, command -> subscribing.unknown(command.replyTo()))
                .onCommand(Remind.class, reminded -> Effect().noReply())
                .onCommand(Expire.class, command -> Effect().reply(command.replyTo(), new Accepted()))
                .onCommand(Hearing.AttemptFinished.class, hearing::strayLanded)
                .onCommand(Delivering.StepDue.class, leaving::stepDue)
                .onCommand(SubscriptionCommand.Internal.class, stray -> Effect().noReply());
        return commands.build();
    }

    @Override
    public EventHandler<SubscriptionState, SubscriptionFact> eventHandler() {
        var facts = newEventHandlerBuilder();
        facts.forStateType(Live.class)
                .onEvent(Announced.class, (live, fact) -> live.announced(fact.head()))
                .onEvent(Changed.class, (live, fact) -> live.changed(fact.subscription()))
                .onEvent(SecretRotated.class, (live, fact) -> live.with(fact.secrets()))
                .onEvent(OfHandshake.class, Live::with)
                .onEvent(Paused.class, (live, fact) -> live.paused(true))
                .onEvent(Resumed.class, (live, fact) -> live.paused(false))
                .onEvent(Checkpointed.class, Live::checkpointed)
                .onEvent(ReplayStarted.class, (live, fact) -> live.replaying(fact.replay()))
                .onEvent(Redriven.class, Live::redriven)
                .onEvent(Expired.class, (live, fact) -> live.expired(fact.expiry()))
                .onEvent(TurnedOff.class, (live, fact) -> live.turnedOff(fact.reason()))
                .onEvent(Unsubscribed.class, (live, fact) -> live.unsubscribed());
        facts.forStateType(Gone.class).onEvent(Announced.class, (gone, fact) -> gone.known());
        facts.forAnyState()
                .onEvent(
                        Unsubscribed.class,
                        (before, fact) -> fact.topic()
                                .<SubscriptionState>map(topic -> new Gone(topic, false))
                                .orElse(before))
                .onEvent(
                        Subscribed.class,
                        (before, fact) -> new Absent().subscribed(fact.subscription(), fact.secrets(), fact.owner()));
        // What a writer that slept through its end wrote among facts that are deleted.
        facts.forStateType(Gone.class).onAnyEvent((gone, late) -> gone);
        facts.forStateType(Absent.class).onAnyEvent((absent, late) -> absent);
        return facts.build();
    }

    @Override
    public SignalHandler<SubscriptionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), state -> leaving.stopped())
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(around.options().snapshotEvery(), 1)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public String journalPluginId() {
        return "openmns.journal.subscription";
    }

    @Override
    public String snapshotPluginId() {
        return "openmns.snapshot.subscription";
    }

    private void recovered(SubscriptionState state) {
        expiring.restarted();
        delivering.recovered(state);
        announcing.restarted(state);
        handshaking.restarted();
        handshaking.plan(state);
        leaving.recovered();
    }
}
