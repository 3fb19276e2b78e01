package org.openmns.broker.subscription;

import static org.openmns.broker.subscription.Deliveries.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.openmns.broker.Eventually;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.TestKeys;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.delivery.Attempt;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.delivery.DeliveryChannel;
import org.openmns.broker.delivery.Introduction;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Registry;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.topic.TopicLog;
import org.openmns.config.HandshakeSettings;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Subscribed;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicCommand.Rejoin;
import org.openmns.topic.TopicReply.Registered;

/** A {@link SubscriptionEntity} with a topic, a subscriber, a shard and an endpoint that a test plays. */
final class TestedSubscription {

    static final Duration NEVER = Duration.ofHours(1);
    static final Duration SOON = Duration.ofMillis(20);
    static final long HEAD = 100;

    final SubscriptionId id = new SubscriptionId(UUID.randomUUID());
    final InMemoryJournal journal;
    final TestProbe<SubscriptionReply> subscriber;
    final TestProbe<TopicCommand> topic;
    final TestProbe<ClusterSharding.ShardCommand> shard;
    final BlockingQueue<Attempt> attempted = new LinkedBlockingQueue<>();
    volatile Function<Attempt, CompletableFuture<Outcome>> endpoint = answering(204);
    final BlockingQueue<Introduction> introduced = new LinkedBlockingQueue<>();
    volatile Function<Introduction, CompletableFuture<Consent>> consent = introduction -> new CompletableFuture<>();
    HandshakeSettings handshakes =
            new HandshakeSettings(HandshakeSettings.Mode.OFF, List.of(), NEVER, new HandshakeSettings.PerHost(10, 20));
    ActorRef<SubscriptionCommand> ref;
    private final World world;

    TestedSubscription(World world) {
        this.world = world;
        journal = new InMemoryJournal(world.actors().system(), "openmns.journal.subscription");
        subscriber = world.actors().createTestProbe(SubscriptionReply.class);
        topic = world.actors().createTestProbe(TopicCommand.class);
        shard = world.actors().createTestProbe(ClusterSharding.ShardCommand.class);
        ref = world.actors().system().deadLetters();
    }

    void subscribed(CheckpointRhythm rhythm, Duration... waits) {
        start(rhythm, NEVER);
        subscribe(waits);
        settleIntake();
    }

    void start(CheckpointRhythm rhythm, Duration passivateAfter) {
        var limits = new LoopLimits(
                new Window(1_000, 1 << 20, 100), rhythm, new Trouble(10, Duration.ofDays(5)), Deliveries.idleRate());
        var stores = new Surroundings.Stores(
                new Registry(world.database(), TestKeys.KEYS),
                new DeadLetters(world.database()),
                world.attempts(),
                new TopicLog(world.actors().system(), world.database()),
                new CohortTable());
        var surroundings = new Surroundings(
                stores,
                new DeliveryChannel() {
                    @Override
                    public CompletableFuture<Outcome> attempt(Attempt attempt) {
                        attempted.add(attempt);
                        return endpoint.apply(attempt);
                    }

                    @Override
                    public CompletableFuture<Consent> handshake(Introduction introduction) {
                        introduced.add(introduction);
                        return consent.apply(introduction);
                    }
                },
                name -> topic.getRef(),
                new SubscriptionOptions(limits, handshakes, passivateAfter, 200),
                Clock.systemUTC());
        ref = world.actors().spawn(SubscriptionEntity.create(id, shard.getRef(), surroundings));
    }

    void subscribe(Duration... waits) {
        ref.tell(new Subscribe(Deliveries.subscription(waits), Deliveries.SECRET, "sandbox", subscriber.getRef()));
        topic.expectMessageClass(Register.class).replyTo().tell(new Registered(HEAD));
        subscriber.expectMessage(new Subscribed(true));
    }

    /** It asks the topic to be pushed, and is told that it lacks nothing. */
    void settleIntake() {
        fish(Rejoin.class::isInstance);
        ref.tell(new Notify(HEAD, 0, List.of(), HEAD));
    }

    void push(long previous, long... offsets) {
        var events = LongStream.of(offsets)
                .mapToObj(offset -> new Occurrence(offset, PublishedEvents.event("event-" + offset)))
                .toList();
        ref.tell(new Notify(HEAD, previous, events, offsets[offsets.length - 1]));
    }

    void await(int count) {
        Eventually.holds(count + " attempts", () -> attempted.size() >= count);
    }

    static Function<Attempt, CompletableFuture<Outcome>> answering(int status) {
        return attempt -> CompletableFuture.completedFuture(outcome(status));
    }

    List<Object> facts() {
        return journal.facts(persistenceId());
    }

    static List<String> namesOf(List<Object> facts) {
        return facts.stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }

    List<Checkpointed> checkpoints() {
        return facts().stream()
                .filter(Checkpointed.class::isInstance)
                .map(Checkpointed.class::cast)
                .toList();
    }

    /** The first checkpoint, once it is there. */
    Checkpointed checkpoint() {
        return Eventually.get("a checkpoint", () -> checkpoints().stream().findFirst());
    }

    Checkpointed lastCheckpoint() {
        return checkpoints().get(checkpoints().size() - 1);
    }

    long deadLettered() {
        return checkpoints().stream()
                .mapToLong(fact -> fact.counts().deadLettered())
                .sum();
    }

    /** The next time the topic is told the criteria. */
    Register nextRegister() {
        var found = new AtomicReference<Register>();
        fish(command -> {
            if (command instanceof Register register) {
                found.set(register);
            }
            return command instanceof Register;
        });
        return Objects.requireNonNull(found.get());
    }

    /** Waits for a message of this kind to the topic, whatever else it is told. */
    void fish(Predicate<TopicCommand> wanted) {
        topic.fishForMessage(
                Duration.ofSeconds(5),
                command -> wanted.test(command) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
    }

    String persistenceId() {
        return "Subscription|" + id;
    }

    DeadLetters deadLetters() {
        return new DeadLetters(world.database());
    }

    Registry registry() {
        return new Registry(world.database(), TestKeys.KEYS);
    }
}
