package org.openmns.broker.topic;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
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
import org.jspecify.annotations.Nullable;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.broker.topic.TopicLoop.Push;
import org.openmns.criteria.Criteria;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
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
import org.openmns.topic.TopicReply.Registered;

/**
 * Actor shell around {@link TopicLoop}: the one writer of a topic's log.
 *
 * <p>After recovery it loads what it needs in memory, the registered criteria first, then the tail of the log; what it is
 * told meanwhile waits. Only then does it accept anything, so that no duplicate slips in and no match is missed.
 */
public final class TopicEntity extends EventSourcedBehaviorWithEnforcedReplies<TopicCommand, TopicFact, TopicState> {

    /** What an entity needs from around it. */
    public record Surroundings(
            Registry registry,
            TopicLog log,
            Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions,
            Clock clock) {}

    record RegistryRead(Registry.Page page) implements TopicCommand.Internal {}

    record TailFound(long sequence) implements TopicCommand.Internal {}

    record TailRead(TopicLog.Page page, long through) implements TopicCommand.Internal {}

    record LoadingFailed(String cause) implements TopicCommand.Internal {}

    record LoadAgain() implements TopicCommand.Internal {}

    record Tick() implements TopicCommand.Internal {}

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);
    private static final int EARLY_MAX = 1_000;

    private final TopicName topic;
    private final ActorContext<TopicCommand> context;
    private final TimerScheduler<TopicCommand> timers;
    private final Surroundings around;
    private final TopicOptions options;
    private final ArrayDeque<TopicCommand> early = new ArrayDeque<>();
    private @Nullable TopicLoop loop;
    private boolean loaded;
    private boolean published;

    public static Behavior<TopicCommand> create(TopicName topic, Surroundings around, TopicOptions options) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TopicEntity(topic, context, timers, around, options)));
    }

    private TopicEntity(
            TopicName topic,
            ActorContext<TopicCommand> context,
            TimerScheduler<TopicCommand> timers,
            Surroundings around,
            TopicOptions options) {
        super(
                PersistenceId.of(TopicCommand.TYPE_KEY.name(), topic.value()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.topic = topic;
        this.context = context;
        this.timers = timers;
        this.around = around;
        this.options = options;
    }

    @Override
    public TopicState emptyState() {
        return TopicState.EMPTY;
    }

    @Override
    public CommandHandlerWithReply<TopicCommand, TopicFact, TopicState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(PublishBatch.class, this::publishBatch)
                .onCommand(Register.class, this::register)
                .onCommand(Deregister.class, this::deregister)
                .onCommand(Progress.class, this::progress)
                .onCommand(Rejoin.class, this::rejoin)
                .onCommand(AskHead.class, this::askHead)
                .onCommand(AskLagging.class, this::askLagging)
                .onCommand(RegistryRead.class, this::registryRead)
                .onCommand(TailFound.class, this::tailFound)
                .onCommand(TailRead.class, this::tailRead)
                .onCommand(LoadingFailed.class, this::loadingFailed)
                .onCommand(LoadAgain.class, this::loadAgain)
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
    public String journalPluginId() {
        return "openmns.journal.topic";
    }

    @Override
    public String snapshotPluginId() {
        return "openmns.snapshot.topic";
    }

    // Loading: registry, then the tail of the log.

    /** Here, not in the constructor: a restart after a failed write ends the timer and comes by here again. */
    private void load(TopicState state) {
        timers.startTimerAtFixedRate(new Tick(), TICK);
        loop = new TopicLoop(state, options.limits(), around.clock().instant());
        loaded = false;
        readRegistry(0);
    }

    private void readRegistry(long after) {
        context.pipeToSelf(
                around.registry().forTopic(topic, after, Registry.PAGE_MAX),
                (page, failure) -> page == null ? failed(failure) : new RegistryRead(page));
    }

    private ReplyEffect<TopicFact, TopicState> registryRead(TopicState state, RegistryRead read) {
        for (var entry : read.page().entries()) {
            loop().register(entry.id(), Criteria.parse(entry.criteria()));
        }
        if (!read.page().entries().isEmpty()) {
            readRegistry(read.page().last());
        } else if (state.head() == Offset.NONE) {
            return accept();
        } else {
            context.pipeToSelf(
                    around.log()
                            .tail(
                                    topic,
                                    state.head(),
                                    state.events(),
                                    options.limits().duplicates().eventsMax()),
                    (sequence, failure) -> sequence == null ? failed(failure) : new TailFound(sequence));
        }
        return Effect().noReply();
    }

    /** What is unsettled must be matched again, however far back it reaches. */
    private ReplyEffect<TopicFact, TopicState> tailFound(TopicState state, TailFound found) {
        readTail(Math.min(Offset.of(found.sequence(), 0) - 1, state.settledThrough()), state.head());
        return Effect().noReply();
    }

    private void readTail(long after, long head) {
        context.pipeToSelf(
                around.log().read(topic, after, head),
                (page, failure) -> page == null ? failed(failure) : new TailRead(page, head));
    }

    private ReplyEffect<TopicFact, TopicState> tailRead(TopicState state, TailRead read) {
        var now = around.clock().instant();
        for (var occurrence : read.page().events()) {
            loop().remember(occurrence, now);
            if (occurrence.offset() > state.settledThrough()) {
                loop().rematch(occurrence, now);
            }
        }
        if (read.page().through() >= read.through()) {
            return accept();
        }
        readTail(read.page().through(), read.through());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> accept() {
        loaded = true;
        early.forEach(context.getSelf()::tell);
        early.clear();
        context.getLog().debug("topic={} accepts, subscriptions={}", topic, loop().subscriptions());
        return Effect().noReply();
    }

    private static TopicCommand failed(@Nullable Throwable failure) {
        return new LoadingFailed(
                failure == null ? "nothing" : failure.getClass().getName());
    }

    /** One read follows the other, so nothing of the failed loading can arrive during the next one. */
    private ReplyEffect<TopicFact, TopicState> loadingFailed(TopicState state, LoadingFailed failed) {
        context.getLog().warn("topic={} could not load what it needs: {}", topic, failed.cause());
        context.scheduleOnce(LOAD_AGAIN, context.getSelf(), new LoadAgain());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> loadAgain(TopicState state, LoadAgain again) {
        load(state);
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> later(TopicCommand command) {
        if (early.size() < EARLY_MAX) {
            early.add(command);
        }
        return Effect().noReply();
    }

    // The log and those who follow it.

    private ReplyEffect<TopicFact, TopicState> publishBatch(TopicState state, PublishBatch command) {
        if (!loaded) {
            return later(command);
        }
        published = true;
        var sequence = lastSequenceNumber(context) + 1;
        var plan = loop().plan(command.events(), sequence);
        if (plan.fresh().isEmpty()) {
            return Effect().reply(command.replyTo(), new BatchPublished(command.batch(), plan.offsets()));
        }
        var row = loop().row(state, plan.fresh(), sequence, around.clock().instant());
        return Effect()
                .persist(row)
                .thenRun((TopicState after) -> {
                    command.replyTo().tell(new BatchPublished(command.batch(), plan.offsets()));
                    around.log().written(topic, row);
                    send(loop().published(after, row));
                })
                .thenNoReply();
    }

    private ReplyEffect<TopicFact, TopicState> register(TopicState state, Register command) {
        if (!loaded) {
            return later(command);
        }
        loop().register(command.subscription(), command.criteria());
        return Effect().reply(command.replyTo(), new Registered(state.head()));
    }

    private ReplyEffect<TopicFact, TopicState> deregister(TopicState state, Deregister command) {
        if (!loaded) {
            return later(command);
        }
        loop().deregister(command.subscription());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> progress(TopicState state, Progress command) {
        if (!loaded) {
            return later(command);
        }
        loop().progress(state, command, around.clock().instant());
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> rejoin(TopicState state, Rejoin command) {
        if (!loaded) {
            return later(command);
        }
        send(List.of(loop().rejoin(state, command, around.clock().instant())));
        return Effect().noReply();
    }

    private ReplyEffect<TopicFact, TopicState> askHead(TopicState state, AskHead command) {
        return Effect().reply(command.replyTo(), new Head(state.head()));
    }

    private ReplyEffect<TopicFact, TopicState> askLagging(TopicState state, AskLagging command) {
        var settled = state.settledThrough();
        return Effect().reply(command.replyTo(), new Lagging(settled, state.lagging()));
    }

    private ReplyEffect<TopicFact, TopicState> tick(TopicState state, Tick tick) {
        if (!loaded) {
            return Effect().noReply();
        }
        var now = around.clock().instant();
        if (!isNodeStopping()) {
            send(loop().nudges(state, now));
        }
        var quiet = !published;
        published = false;
        var settled = quiet ? loop().settled(state, now) : Optional.<Settled>empty();
        return settled.isPresent()
                ? Effect().persist(settled.get()).thenNoReply()
                : Effect().noReply();
    }

    /** Then subscriptions are being stopped: a nudge would wait for one to be started, and hold up the stop. */
    private boolean isNodeStopping() {
        return CoordinatedShutdown.get(context.getSystem()).getShutdownReason().isPresent();
    }

    private void send(Collection<Push> pushes) {
        for (var push : pushes) {
            around.subscriptions().apply(push.to()).tell(push.notification());
        }
    }

    private TopicLoop loop() {
        return Objects.requireNonNull(loop);
    }
}
