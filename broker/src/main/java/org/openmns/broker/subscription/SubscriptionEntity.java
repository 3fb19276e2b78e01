package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
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
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.SubscriptionFact.Announced;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Expired;
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
import org.openmns.broker.topic.TopicLog;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Discard;
import org.openmns.subscription.SubscriptionCommand.Expire;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.RotateSecret;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Test;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Counted;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.topic.TopicCommand.Deregister;

/**
 * Actor shell around {@link SubscriptionState} and {@link DeliveryLoop}: takes commands, writes facts, replies, and does
 * what the loop wants done.
 *
 * <p>A change is answered only once registry and topic know of it; {@link Announcing} sees to that, also after a restart.
 */
public final class SubscriptionEntity
        extends EventSourcedBehaviorWithEnforcedReplies<SubscriptionCommand, SubscriptionFact, SubscriptionState> {

    /** Sent by sharding, to be passivated or handed over: finish what is in flight, write it down, stop. */
    public record Stop() implements SubscriptionCommand.Internal {}

    record AttemptFinished(int life, long offset, int number, Instant at, Outcome outcome)
            implements SubscriptionCommand.Internal {}

    record PageRead(int life, Pass pass, TopicLog.Page page) implements SubscriptionCommand.Internal {}

    record PageFailed(int life, Pass pass) implements SubscriptionCommand.Internal {}

    record Loaded(int life, Load asked, Map<Long, Event> found) implements SubscriptionCommand.Internal {}

    record LoadFailed(int life, Load asked) implements SubscriptionCommand.Internal {}

    record Kept(int life, long offset, boolean durable) implements SubscriptionCommand.Internal {}

    record RegistryWritten() implements SubscriptionCommand.Internal {}

    record TopicKnows(long head) implements SubscriptionCommand.Internal {}

    record AnnouncingFailed() implements SubscriptionCommand.Internal {}

    record AnnounceAgain() implements SubscriptionCommand.Internal {}

    record RangeFound(long after, long through, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    record DeadLettersFound(List<DeadLetter> found, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    /** What the log held after {@code after}; no count where it could not be read. */
    record ExpiryCounted(long after, Optional<Long> count, Expire command) implements SubscriptionCommand.Internal {}

    record Answer(SubscriptionReply reply, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    record StepDue() implements SubscriptionCommand.Internal {}

    record PassivateDue() implements SubscriptionCommand.Internal {}

    record StopDue() implements SubscriptionCommand.Internal {}

    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final SubscriptionId id;
    private final ActorContext<SubscriptionCommand> context;
    private final TimerScheduler<SubscriptionCommand> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Surroundings around;
    private final Errands errands;
    private final Announcing announcing;

    private @Nullable DeliveryLoop loop;
    private Instant stepPlanned = Instant.MAX;
    private boolean stopping;
    private boolean expiring;

    /** Until then what an earlier life of this entity has in flight may still be on its way. */
    private Instant quietUntil = Instant.EPOCH;

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
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.id = id;
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.around = around;
        this.errands = new Errands(id, context, around);
        this.announcing = new Announcing(id, context, timers, around);
    }

    @Override
    public SubscriptionState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<SubscriptionCommand, SubscriptionFact, SubscriptionState> commandHandler() {
        var commands = newCommandHandlerWithReplyBuilder();
        commands.forAnyState()
                .onCommand(Stop.class, this::stop)
                .onCommand(StopDue.class, this::stopNow)
                .onCommand(RegistryWritten.class, this::registryWritten)
                .onCommand(TopicKnows.class, this::topicKnows)
                .onCommand(AnnouncingFailed.class, this::announcingFailed)
                .onCommand(AnnounceAgain.class, this::announceAgain)
                .onCommand(PassivateDue.class, this::passivateDue)
                .onCommand(Answer.class, answer -> Effect().reply(answer.replyTo(), answer.reply()));
        commands.forStateType(Live.class)
                .onCommand(Subscribe.class, this::subscribeAgain)
                .onCommand(Change.class, this::change)
                .onCommand(Unsubscribe.class, this::unsubscribe)
                .onCommand(Pause.class, this::pause)
                .onCommand(Resume.class, this::resume)
                .onCommand(Describe.class, this::describe)
                .onCommand(Replay.class, this::replay)
                .onCommand(Redrive.class, this::redrive)
                .onCommand(Discard.class, this::discard)
                .onCommand(Test.class, this::test)
                .onCommand(RotateSecret.class, this::rotateSecret)
                .onCommand(Notify.class, this::notified)
                .onCommand(Expire.class, this::expire)
                .onCommand(AttemptFinished.class, this::attemptFinished)
                .onCommand(PageRead.class, this::pageRead)
                .onCommand(PageFailed.class, this::pageFailed)
                .onCommand(Loaded.class, this::loaded)
                .onCommand(LoadFailed.class, this::loadFailed)
                .onCommand(Kept.class, this::kept)
                .onCommand(RangeFound.class, this::rangeFound)
                .onCommand(DeadLettersFound.class, this::deadLettersFound)
                .onCommand(ExpiryCounted.class, this::expiryCounted)
                .onCommand(StepDue.class, this::stepDue);
        commands.forStateType(Absent.class)
                .onCommand(Subscribe.class, this::subscribe)
                .onCommand(Notify.class, stray -> Effect().noReply());
        commands.forStateType(Gone.class)
                .onCommand(Subscribe.class, this::subscribe)
                .onCommand(Notify.class, this::forgetMe);
        commands.forAnyState()
                .onCommand(Change.class, command -> unknown(command.replyTo()))
                .onCommand(Unsubscribe.class, command -> unknown(command.replyTo()))
                .onCommand(Pause.class, command -> unknown(command.replyTo()))
                .onCommand(Resume.class, command -> unknown(command.replyTo()))
                .onCommand(Describe.class, command -> unknown(command.replyTo()))
                .onCommand(Replay.class, command -> unknown(command.replyTo()))
                .onCommand(Redrive.class, command -> unknown(command.replyTo()))
                .onCommand(Discard.class, command -> unknown(command.replyTo()))
                .onCommand(Test.class, command -> unknown(command.replyTo()))
                .onCommand(RotateSecret.class, command -> unknown(command.replyTo()))
                .onCommand(Expire.class, command -> Effect().reply(command.replyTo(), new Accepted()))
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
                        Subscribed.class,
                        (before, fact) -> new Absent().subscribed(fact.subscription(), fact.secrets(), fact.owner()));
        return facts.build();
    }

    @Override
    public SignalHandler<SubscriptionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
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

    // What a subscriber asks for.

    private void recovered(SubscriptionState state) {
        errands.restarted();
        expiring = false;
        if (state instanceof Live live) {
            loop = newLoop(live);
            quietUntil = now().plus(live.profile().subscription().options().attemptTimeout());
            context.getSelf().tell(new StepDue());
        }
        announcing.restarted(state);
        passivateLater();
    }

    private DeliveryLoop newLoop(Live live) {
        return new DeliveryLoop(
                id,
                live,
                around.options().loop(),
                () -> ThreadLocalRandom.current().nextDouble(-1, 1));
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> subscribe(SubscriptionState before, Subscribe command) {
        var fact = new Subscribed(command.subscription(), Secrets.first(command.secret()), command.owner());
        announcing.answerLater(command.replyTo(), new SubscriptionReply.Subscribed(true));
        return Effect()
                .persist(fact)
                .thenRun((Live live) -> {
                    loop = newLoop(live);
                    announcing.begin(live);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> subscribeAgain(Live live, Subscribe command) {
        if (live.profile().announced()) {
            return Effect().reply(command.replyTo(), new SubscriptionReply.Subscribed(false));
        }
        announcing.answerLater(command.replyTo(), new SubscriptionReply.Subscribed(false));
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> change(Live live, Change command) {
        var type = command.subscription().criteria().eventType();
        if (!type.equals(live.profile().subscription().criteria().eventType())) {
            return refuse(command.replyTo(), Refusal.EVENT_TYPE_IS_FIXED);
        }
        announcing.answerLater(command.replyTo(), new Accepted());
        return persistAndAnnounce(new Changed(command.subscription()));
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> unsubscribe(Live live, Unsubscribe command) {
        announcing.answerLater(command.replyTo(), new Accepted());
        return Effect()
                .persist(new Unsubscribed())
                .thenRun((Gone gone) -> {
                    loop = null;
                    announcing.begin(gone);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> pause(Live live, Pause command) {
        if (live.paused()) {
            return Effect().reply(command.replyTo(), new Accepted());
        }
        return persistAndStep(new Paused(), command.replyTo());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> resume(Live live, Resume command) {
        if (live.isOff()) {
            return refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        if (!live.paused()) {
            return Effect().reply(command.replyTo(), new Accepted());
        }
        loop().resumed();
        return persistAndStep(new Resumed(), command.replyTo());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> rotateSecret(Live live, RotateSecret command) {
        var rotated = live.profile().secrets().rotated(command.secret(), now());
        return Effect().persist(new SecretRotated(rotated)).thenReply(command.replyTo(), after -> new Accepted());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> describe(Live live, Describe command) {
        var behind = loop().backlog().lanes().size();
        errands.measure(live, loop().description(live, now()), behind, command.replyTo());
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> test(Live live, Test command) {
        errands.test(live, command.replyTo());
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> discard(Live live, Discard command) {
        errands.discard(command.offsets(), command.replyTo());
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> replay(Live live, Replay command) {
        if (!command.from().isBefore(command.to())) {
            return refuse(command.replyTo(), Refusal.REPLAY_OUT_OF_RANGE);
        }
        if (live.isOff()) {
            return refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        errands.findRange(live, command);
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> rangeFound(Live live, RangeFound found) {
        if (live.place().replay().isPresent()) {
            return refuse(found.replyTo(), Refusal.REPLAY_RUNNING);
        }
        // What lies beyond is on its way already.
        var through = Math.min(found.through(), live.place().cursor().settled());
        if (found.after() >= through) {
            return Effect().reply(found.replyTo(), new Accepted());
        }
        var range = new SubscriptionState.Replaying(Cursor.at(found.after()), through);
        return Effect()
                .persist(new ReplayStarted(range))
                .thenRun((Live after) -> {
                    loop().replayStarted(after);
                    found.replyTo().tell(new Accepted());
                    tellProgress(after);
                    runAll(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> redrive(Live live, Redrive command) {
        if (live.isOff()) {
            return refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        errands.findDeadLetters(command);
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> deadLettersFound(Live live, DeadLettersFound letters) {
        var fact = loop().redrive(live, letters.found());
        if (fact.held().isEmpty()) {
            return Effect().reply(letters.replyTo(), new Counted(0));
        }
        return Effect()
                .persist(fact)
                .thenRun((Live after) -> {
                    loop().redriven(fact.held());
                    letters.replyTo().tell(new Counted(fact.held().size()));
                    tellProgress(after);
                    runAll(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> forgetMe(Gone gone, Notify notify) {
        around.topics().apply(gone.topic()).tell(new Deregister(id));
        return Effect().noReply();
    }

    // Retention is about to take what this subscription has not delivered.

    private ReplyEffect<SubscriptionFact, SubscriptionState> expire(Live live, Expire command) {
        if (live.isOff() || live.place().settledThrough() >= command.through()) {
            return Effect().reply(command.replyTo(), new Accepted());
        }
        if (expiring) {
            // Two counts of the same loss would add up; retention asks again.
            return refuse(command.replyTo(), Refusal.UNAVAILABLE);
        }
        expiring = true;
        errands.countExpiring(live, loop().backlog().live().received(), command);
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> expiryCounted(Live live, ExpiryCounted counted) {
        var received = loop().backlog().live().received();
        if (counted.count().isPresent()
                && received > counted.after()
                && counted.after() < counted.command().through()) {
            // What was taken from the log meanwhile would count twice: there, and among what waits.
            errands.countExpiring(live, received, counted.command());
            return Effect().noReply();
        }
        expiring = false;
        return counted.count().isPresent()
                ? persistExpired(live, counted.command(), counted.count().get())
                : refuse(counted.command().replyTo(), Refusal.UNAVAILABLE);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistExpired(Live live, Expire command, long inLog) {
        var waiting = loop().backlog().waitingThrough(command.through());
        var from = live.place().settledThrough();
        var expiry = new Expiry(now(), from, command.through(), inLog + waiting);
        if (expiry.count() > 0) {
            context.getLog().warn("expired subscription={} through={} events={}", id, expiry.through(), expiry.count());
        }
        return Effect()
                .persist(new Expired(expiry))
                .thenRun((Live after) -> {
                    loop().expiredThrough(command.through());
                    command.replyTo().tell(new Accepted());
                    tellProgress(after);
                    runAll(after);
                })
                .thenNoReply();
    }

    // Deliveries.

    private ReplyEffect<SubscriptionFact, SubscriptionState> notified(Live live, Notify notify) {
        if (live.isOff()) {
            around.topics().apply(live.topic()).tell(new Deregister(id));
            return Effect().noReply();
        }
        loop().notified(live, notify, now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> attemptFinished(Live live, AttemptFinished finished) {
        errands.log(live, finished);
        errands.landed(finished);
        if (errands.isStray(finished.life())) {
            return step(live);
        }
        loop().finished(live, finished.offset(), finished.outcome(), now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> pageRead(Live live, PageRead read) {
        if (errands.isStray(read.life())) {
            return Effect().noReply();
        }
        loop().pageRead(live, read.pass(), read.page().events(), read.page().through(), now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> pageFailed(Live live, PageFailed failed) {
        if (errands.isStray(failed.life())) {
            return Effect().noReply();
        }
        loop().pageFailed(failed.pass(), now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> loaded(Live live, Loaded loaded) {
        if (errands.isStray(loaded.life())) {
            return Effect().noReply();
        }
        if (stopping) {
            loop().putBack(loaded.asked());
        } else {
            loop().loaded(live, loaded.asked(), loaded.found(), now());
        }
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> loadFailed(Live live, LoadFailed failed) {
        if (errands.isStray(failed.life())) {
            return Effect().noReply();
        }
        loop().loadFailed(failed.asked(), now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> kept(Live live, Kept kept) {
        if (errands.isStray(kept.life())) {
            return Effect().noReply();
        }
        loop().kept(kept.offset(), kept.durable(), now());
        return step(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> stepDue(Live live, StepDue due) {
        stepPlanned = Instant.MAX;
        return step(live);
    }

    /** One path after a command, an outcome and a restart alike: do what there is to do, write down what is due. */
    private ReplyEffect<SubscriptionFact, SubscriptionState> step(Live live) {
        var off = runAll(live);
        if (off.isPresent()) {
            return persistAndAnnounce(new TurnedOff(off.get().reason()));
        }
        if (loop().checkpointDue(now()) || (stopping && loop().inFlight() == 0 && loop().isDirty())) {
            return Effect()
                    .persist(loop().checkpoint())
                    .thenRun(this::checkpointed)
                    .thenNoReply();
        }
        return stopping && loop().inFlight() == 0
                ? Effect().stop().thenNoReply()
                : Effect().noReply();
    }

    private void checkpointed(SubscriptionState state) {
        var live = (Live) state;
        tellProgress(live);
        announcing.begin(live);
        // Its own message: whatever is to be written next needs a command of its own.
        context.getSelf().tell(new StepDue());
    }

    private Optional<TurnOff> runAll(Live live) {
        var off = Optional.<TurnOff>empty();
        for (var effect : mayStart() ? loop().next(live, now()) : loop().drain()) {
            if (effect instanceof TurnOff turnOff) {
                off = Optional.of(turnOff);
            } else {
                errands.run(live, effect);
            }
        }
        plan(live);
        return off;
    }

    private boolean mayStart() {
        return !stopping && !isQuiet();
    }

    private boolean isQuiet() {
        return errands.hasStrays() && now().isBefore(quietUntil);
    }

    private void plan(Live live) {
        if (stopping) {
            return;
        }
        var now = now();
        var wake = isQuiet() ? quietUntil : loop().wakeAt(live, now);
        if (wake.isBefore(stepPlanned)) {
            stepPlanned = wake;
            var wait = Duration.between(now, wake);
            timers.startSingleTimer(
                    StepDue.class,
                    new StepDue(),
                    wait.isNegative() ? Duration.ZERO : earlier(wait, Duration.ofHours(1)));
        }
        if (!timers.isTimerActive(PassivateDue.class)) {
            passivateLater();
        }
    }

    private void passivateLater() {
        timers.startSingleTimer(
                PassivateDue.class, new PassivateDue(), around.options().passivateAfter());
    }

    // Coming and going.

    private ReplyEffect<SubscriptionFact, SubscriptionState> passivateDue(SubscriptionState state, PassivateDue due) {
        var idle = state instanceof Live live
                ? loop().isIdle(live, now(), around.options().passivateAfter())
                : !announcing.isUnderWay();
        if (idle && !announcing.isUnderWay()) {
            if (state instanceof Live live && live.place().goesBack()) {
                tellProgress(live);
            }
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        } else {
            passivateLater();
        }
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> stop(SubscriptionState state, Stop stop) {
        stopping = true;
        timers.startSingleTimer(StopDue.class, new StopDue(), STOP_MAX);
        return state instanceof Live live ? step(live) : Effect().stop().thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> stopNow(SubscriptionState state, StopDue due) {
        return state instanceof Live && loop().isDirty()
                ? Effect().persist(loop().checkpoint()).thenStop().thenNoReply()
                : Effect().stop().thenNoReply();
    }

    // Registry and topic are to know.

    private ReplyEffect<SubscriptionFact, SubscriptionState> registryWritten(
            SubscriptionState state, RegistryWritten written) {
        return announcing.beganAnew(state) || !announcing.tellTopic(state)
                ? Effect().noReply()
                : persistAnnounced(0);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> topicKnows(SubscriptionState state, TopicKnows knows) {
        return announcing.beganAnew(state) ? Effect().noReply() : persistAnnounced(knows.head());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistAnnounced(long head) {
        return Effect().persist(new Announced(head)).thenRun(this::announced).thenNoReply();
    }

    private void announced(SubscriptionState state) {
        if (state instanceof Live live) {
            loop().announced(live);
            context.getSelf().tell(new StepDue());
        }
        announcing.done();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> announcingFailed(
            SubscriptionState state, AnnouncingFailed failed) {
        announcing.failed();
        return Effect().noReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> announceAgain(
            SubscriptionState state, AnnounceAgain again) {
        announcing.begin(state);
        return Effect().noReply();
    }

    // Small change.

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistAndAnnounce(SubscriptionFact fact) {
        return Effect()
                .persist(fact)
                .thenRun((Live live) -> {
                    loop().changed(live);
                    announcing.begin(live);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistAndStep(
            SubscriptionFact fact, ActorRef<SubscriptionReply> replyTo) {
        return Effect()
                .persist(fact)
                .thenRun((Live live) -> {
                    replyTo.tell(new Accepted());
                    tellProgress(live);
                    runAll(live);
                })
                .thenNoReply();
    }

    /** So that the topic knows what it may have to wake this subscription for. */
    private void tellProgress(Live live) {
        around.topics().apply(live.topic()).tell(loop().progress(live, now()));
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> unknown(ActorRef<SubscriptionReply> replyTo) {
        return refuse(replyTo, Refusal.UNKNOWN_SUBSCRIPTION);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> refuse(ActorRef<SubscriptionReply> replyTo, Refusal why) {
        return Effect().reply(replyTo, new Refused(why));
    }

    private Instant now() {
        return around.clock().instant();
    }

    private DeliveryLoop loop() {
        return Objects.requireNonNull(loop);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
