package org.openmns.broker.topic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.event.TopicName;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicCommand.AskLagging;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicCommand.Rejoin;
import org.openmns.topic.TopicReply.BatchPublished;
import org.openmns.topic.TopicReply.Head;
import org.openmns.topic.TopicReply.Lagging;

/**
 * Actor shell around {@link TopicLoop}: the one writer of a topic's log.
 *
 * <p>After recovery {@link TopicStart} loads what it needs in memory; what it is told meanwhile waits. Only then does it
 * accept anything, so that no duplicate slips in and no match is missed.
 */
public final class TopicEntity extends EventSourcedBehaviorWithEnforcedReplies<TopicCommand, TopicFact, TopicState> {

    record Tick() implements TopicCommand.Internal {}

    private static final Duration TICK = Duration.ofSeconds(1);

    private static final Duration RESTART_MIN = Duration.ofMillis(200);

    /** What publishers wait for after an outage. Topics are few, so that asking the database again soon costs little. */
    private static final Duration RESTART_MAX = Duration.ofSeconds(2);

    private final TopicName topic;
    private final ActorContext<TopicCommand> context;
    private final TimerScheduler<TopicCommand> timers;
    private final TopicSurroundings around;
    private final TopicOptions options;
    private final SegmentWriter segments;
    private final TopicStart start;
    private final SnapshotRhythm snapshots;
    private final UnwrittenBatch unwritten;
    private final Registrations registrations;
    private boolean published;

    public static Behavior<TopicCommand> create(TopicName topic, TopicSurroundings around, TopicOptions options) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TopicEntity(topic, context, timers, around, options)));
    }

    private TopicEntity(
            TopicName topic,
            ActorContext<TopicCommand> context,
            TimerScheduler<TopicCommand> timers,
            TopicSurroundings around,
            TopicOptions options) {
        super(
                PersistenceId.of(TopicCommand.TYPE_KEY.name(), topic.value()),
                SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2));
        this.topic = topic;
        this.context = context;
        this.timers = timers;
        this.around = around;
        this.options = options;
        this.segments = new SegmentWriter(topic, around.hashes());
        this.snapshots = new SnapshotRhythm(options.snapshotEveryBytes());
        this.unwritten = new UnwrittenBatch(options.publishTimeout());
        this.registrations = new Registrations(context.getSelf(), Effect(), around.clock());
        this.start = new TopicStart(topic, context, around, options, segments);
    }

    @Override
    public TopicState emptyState() {
        return TopicState.EMPTY;
    }

    @Override
    public CommandHandlerWithReply<TopicCommand, TopicFact, TopicState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(PublishBatch.class, loaded(this::publishBatch))
                .onCommand(Register.class, loaded(this::register))
                .onCommand(Registrations.WriteDue.class, loaded(this::writeRegistrations))
                .onCommand(Deregister.class, loaded(this::deregister))
                .onCommand(Progress.class, loaded(this::progress))
                .onCommand(Rejoin.class, loaded(this::rejoin))
                .onCommand(AskHead.class, (state, ask) -> Effect().reply(ask.replyTo(), new Head(state.head())))
                .onCommand(
                        AskLagging.class,
                        (state, ask) ->
                                Effect().reply(ask.replyTo(), new Lagging(state.settledThrough(), state.lagging())))
                .onCommand(StartStep.class, this::loading)
                .onCommand(Tick.class, this::tick)
                .build();
    }

    @Override
    public EventHandler<TopicState, TopicFact> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(EventsPublished.class, TopicState::published)
                .onEvent(Settled.class, (state, fact) -> state.with(fact.marks()))
                .build();
    }

    @Override
    public SignalHandler<TopicState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::load)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(options.snapshotEveryRows(), 2);
    }

    @Override
    public boolean shouldSnapshot(TopicState state, TopicFact fact, long sequence) {
        return snapshots.isDueAfter(fact);
    }

    @Override
    public String journalPluginId() {
        return "openmns.journal.topic";
    }

    @Override
    public String snapshotPluginId() {
        return "openmns.snapshot.topic";
    }

    /** Here, not in the constructor: a restart after a failed write ends the timer and comes by here again. */
    private void load(TopicState state) {
        timers.startTimerAtFixedRate(new Tick(), TICK);
        registrations.restarted();
        start.begin(state);
        unwritten.find(around.clock().instant()).ifPresent(context.getSelf()::tell);
    }

    private ReplyEffect<TopicFact, TopicState> loading(TopicState state, StartStep step) {
        step.take(start, state);
        return Effect().noReply();
    }

    /** What is told before the start is over waits for that. */
    private <C extends TopicCommand> BiFunction<TopicState, C, ReplyEffect<TopicFact, TopicState>> loaded(
            BiFunction<TopicState, C, ReplyEffect<TopicFact, TopicState>> handler) {
        return (state, command) -> {
            if (start.isOver()) {
                return handler.apply(state, command);
            }
            start.later(command);
            return Effect().noReply();
        };
    }

    // The log and those who follow it.

    private ReplyEffect<TopicFact, TopicState> publishBatch(TopicState state, PublishBatch command) {
        published = true;
        var sequence = lastSequenceNumber(context) + 1;
        var plan = loop().plan(command.events(), sequence);
        if (plan.fresh().isEmpty()) {
            unwritten.written();
            return Effect().reply(command.replyTo(), new BatchPublished(command.batch(), plan.offsets()));
        }
        var row = loop().row(state, plan.fresh(), sequence, around.clock().instant());
        unwritten.writing(command, row.at());
        return Effect()
                .persist(row)
                .thenRun((TopicState after) -> {
                    unwritten.written();
                    command.replyTo().tell(new BatchPublished(command.batch(), plan.offsets()));
                    around.log().written(topic, row);
                    around.send(loop().published(after, row));
                    segments.add(row, loop().remembersSince());
                })
                .thenNoReply();
    }

    private ReplyEffect<TopicFact, TopicState> register(TopicState state, Register command) {
        return registrations.register(command);
    }

    private ReplyEffect<TopicFact, TopicState> writeRegistrations(TopicState state, Registrations.WriteDue due) {
        return registrations.write(loop(), state);
    }

    private ReplyEffect<TopicFact, TopicState> deregister(TopicState state, Deregister command) {
        registrations.forget(command.subscription());
        loop().deregister(command.subscription());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> progress(TopicState state, Progress command) {
        loop().progress(state, command, around.clock().instant());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> rejoin(TopicState state, Rejoin command) {
        around.send(List.of(loop().rejoin(state, command, around.clock().instant())));
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> tick(TopicState state, Tick tick) {
        if (!start.isOver()) {
            return Effect().noReply();
        }
        var now = around.clock().instant();
        if (!isNodeStopping()) {
            around.send(loop().nudges(state, now));
        }
        var settled = published ? Optional.<Settled>empty() : loop().settled(state, now);
        published = false;
        return settled.isPresent()
                ? Effect().persist(settled.get()).thenNoReply()
                : Effect().noReply();
    }

    /** Then subscriptions are being stopped: a nudge would wait for one to be started, and hold up the stop. */
    private boolean isNodeStopping() {
        return CoordinatedShutdown.get(context.getSystem()).getShutdownReason().isPresent();
    }

    private TopicLoop loop() {
        return start.loop();
    }
}
