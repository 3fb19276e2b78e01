package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.outcome;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.delivery.Attempt;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Registry;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.Resumed;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.topic.TopicLog;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Counted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Subscribed;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicCommand.Rejoin;
import org.openmns.topic.TopicReply.Registered;

class SubscriptionEntityTest {

    private static final ActorTestKit actors = ActorTestKit.create("subscription", InMemoryJournal.config());
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final long HEAD = 100;

    @TempDir
    private static Path directory;

    private static Database database;
    private static Attempts attempts;

    private final InMemoryJournal journal = new InMemoryJournal(actors.system(), "openmns.journal.subscription");
    private final TestProbe<SubscriptionReply> subscriber = actors.createTestProbe(SubscriptionReply.class);
    private final TestProbe<TopicCommand> topic = actors.createTestProbe(TopicCommand.class);
    private final TestProbe<ClusterSharding.ShardCommand> shard =
            actors.createTestProbe(ClusterSharding.ShardCommand.class);
    private final SubscriptionId id = new SubscriptionId(UUID.randomUUID());
    private final BlockingQueue<Attempt> attempted = new LinkedBlockingQueue<>();
    private volatile Function<Attempt, CompletableFuture<Outcome>> endpoint = answering(204);
    private ActorRef<SubscriptionCommand> subscription = actors.system().deadLetters();

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
        attempts = new Attempts(database, Attempts.Policy.NONE);
    }

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
        attempts.close();
        database.close();
    }

    @Test
    void aCommandToASubscriptionThatNobodyMadeIsRefused() {
        start(new CheckpointRhythm(500, NEVER, NEVER), NEVER);

        subscription.tell(new Pause(subscriber.getRef()));

        subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        assertThat(facts()).isEmpty();
    }

    @Test
    void subscribingIsAnsweredOnceRegistryAndTopicKnow() {
        start(new CheckpointRhythm(500, NEVER, NEVER), NEVER);

        subscription.tell(new Subscribe(
                Deliveries.subscription(Duration.ofSeconds(5)), Deliveries.SECRET, "sandbox", subscriber.getRef()));
        var register = topic.expectMessageClass(Register.class);
        subscriber.expectNoMessage(SOON);
        register.replyTo().tell(new Registered(HEAD));

        subscriber.expectMessage(new Subscribed(true));
        assertThat(new Registry(database).find(id).toCompletableFuture().join()).isPresent();
        assertThat(namesOf(facts())).containsExactly("Subscribed", "Announced");
    }

    @Test
    void writesACheckpointAtSoManyOutcomesAndTellsTheTopicOnlyThen() {
        subscribed(new CheckpointRhythm(3, NEVER, NEVER));

        push(0, 101, 102);
        await(2);
        assertThat(checkpoints()).isEmpty();
        push(102, 103);

        assertThat(checkpoint().counts().delivered()).isEqualTo(3);
        assertThat(checkpoint().cursor()).isEqualTo(Cursor.at(103));
        fish(command -> command instanceof Progress progress && progress.settledThrough() == 103);
    }

    @Test
    void writesACheckpointSoLongAfterTheFirstOutcomeThoughOthersAreInFlight() {
        subscribed(new CheckpointRhythm(500, SOON, NEVER));
        endpoint = attempt -> attempt.occurrence().offset() == 102
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(outcome(204));

        push(0, 101, 102, 103);

        assertThat(checkpoint().cursor()).isEqualTo(new Cursor(101, List.of(103L)));
    }

    @Test
    void writesACheckpointSoonAfterTheLastInFlightHasSettled() {
        subscribed(new CheckpointRhythm(500, NEVER, SOON));

        push(0, 101, 102);

        assertThat(checkpoint().cursor()).isEqualTo(Cursor.at(102));
    }

    @Test
    void retriesWithTheSameOffsetAndKeepsTheDeadLetterBeforeTheDeliverySettles() {
        subscribed(new CheckpointRhythm(500, NEVER, SOON), Duration.ofMillis(1), Duration.ofMillis(1));
        endpoint = answering(500);

        push(0, 101);
        await(3);
        Eventually.holds("the dead letter is counted", () -> deadLettered() == 1);

        var kept =
                new DeadLetters(database).list(id, 0, 10).toCompletableFuture().join();
        assertThat(kept).singleElement().satisfies(letter -> {
            assertThat(letter.occurrence().offset()).isEqualTo(101);
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.error()).isEqualTo("HTTP 500");
        });
        assertThat(attempted)
                .extracting(attempt -> attempt.occurrence().offset())
                .containsOnly(101L);
        assertThat(lastCheckpoint().cursor()).isEqualTo(Cursor.at(101));
        assertThat(lastCheckpoint().counts().failedAttempts()).isLessThanOrEqualTo(3);
    }

    @Test
    void anAnswerOf410TurnsItOffAndNothingMoreIsSent() {
        subscribed(new CheckpointRhythm(500, NEVER, SOON));
        endpoint = answering(410);

        push(0, 101);
        Eventually.holds("it is off", () -> facts().stream().anyMatch(TurnedOff.class::isInstance));
        fish(Deregister.class::isInstance);
        push(101, 102);

        fish(Deregister.class::isInstance);
        assertThat(attempted).hasSize(1);
        subscription.tell(new Resume(subscriber.getRef()));
        subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));
    }

    @Test
    void aPauseIsWrittenBeforeItIsAnsweredAndHoldsDeliveriesUntilTheResume() {
        subscribed(new CheckpointRhythm(500, NEVER, SOON));

        subscription.tell(new Pause(subscriber.getRef()));
        subscriber.expectMessage(new Accepted());
        assertThat(facts()).last().isInstanceOf(Paused.class);
        push(0, 101);
        subscription.tell(new Pause(subscriber.getRef()));
        subscriber.expectMessage(new Accepted());
        assertThat(attempted).isEmpty();

        subscription.tell(new Resume(subscriber.getRef()));
        subscriber.expectMessage(new Accepted());
        assertThat(facts()).last().isInstanceOf(Resumed.class);
    }

    @Test
    void toldToStopItFinishesWhatIsInFlightWritesItDownAndStartsNothingElse() {
        subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        var answer = new CompletableFuture<Outcome>();
        endpoint = attempt -> answer;
        push(0, 101, 102, 103, 104, 105);
        await(4);

        subscription.tell(new SubscriptionEntity.Stop());
        answer.complete(outcome(204));
        subscriber.expectTerminated(subscription);

        assertThat(checkpoint().cursor()).isEqualTo(Cursor.at(104));
        assertThat(attempted).hasSize(4);
    }

    @Test
    void aDeadLetterThatComesOfTheLastAttemptWhileStoppingIsStillKept() {
        subscribed(new CheckpointRhythm(500, NEVER, NEVER), new Duration[0]);
        var answer = new CompletableFuture<Outcome>();
        endpoint = attempt -> answer;
        push(0, 101);
        await(1);

        subscription.tell(new SubscriptionEntity.Stop());
        answer.complete(outcome(500));
        subscriber.expectTerminated(subscription, Duration.ofSeconds(5));

        assertThat(new DeadLetters(database).count(id).toCompletableFuture().join())
                .isEqualTo(1);
        assertThat(lastCheckpoint().cursor()).isEqualTo(Cursor.at(101));
    }

    @Test
    void afterAFailedWriteNothingStartsBesideWhatIsStillInFlight() {
        subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        var answer = new CompletableFuture<Outcome>();
        endpoint = attempt -> answer;
        push(0, 101);
        await(1);

        journal.failNextWrite(persistenceId());
        subscription.tell(new Pause(subscriber.getRef()));
        push(0, 101);
        subscription.tell(new Resume(subscriber.getRef()));
        subscriber.expectMessage(Duration.ofSeconds(10), new Accepted());
        assertThat(attempted).hasSize(1);

        answer.complete(outcome(204));
        await(2);
    }

    @Test
    void aRedriveIsToldToTheTopicBeforeAnythingComesOfIt() {
        subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        endpoint = attempt -> new CompletableFuture<>();
        var letter = new DeadLetter(id, new Occurrence(50, PublishedEvents.event("event-50")), 3, "error", NOON);
        new DeadLetters(database).put(List.of(letter)).toCompletableFuture().join();

        subscription.tell(new Redrive(Set.of(), subscriber.getRef()));

        subscriber.expectMessage(new Counted(1));
        fish(command -> command instanceof Progress progress && progress.settledThrough() == 49);
    }

    @Test
    void oneThatNobodyMadeAsksToBePassivatedToo() {
        start(new CheckpointRhythm(500, NEVER, NEVER), SOON);

        subscription.tell(new Pause(subscriber.getRef()));

        subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        shard.expectMessageClass(ClusterSharding.Passivate.class, Duration.ofSeconds(10));
    }

    @Test
    void anIdleOneAsksToBePassivated() {
        start(new CheckpointRhythm(500, NEVER, SOON), Duration.ofMillis(100));
        subscribe(Duration.ofSeconds(5));
        settleIntake();

        push(0, 101);

        shard.expectMessageClass(ClusterSharding.Passivate.class, Duration.ofSeconds(10));
        assertThat(checkpoint().cursor()).isEqualTo(Cursor.at(101));
    }

    private void subscribed(CheckpointRhythm rhythm, Duration... waits) {
        start(rhythm, NEVER);
        subscribe(waits);
        settleIntake();
    }

    private void start(CheckpointRhythm rhythm, Duration passivateAfter) {
        var limits = new LoopLimits(new Window(1_000, 1 << 20, 100), rhythm, new Trouble(10, Duration.ofDays(5)));
        var stores = new Surroundings.Stores(
                new Registry(database), new DeadLetters(database), attempts, new TopicLog(actors.system(), database));
        var surroundings = new Surroundings(
                stores,
                attempt -> {
                    attempted.add(attempt);
                    return endpoint.apply(attempt);
                },
                name -> topic.getRef(),
                new SubscriptionOptions(limits, passivateAfter, 200),
                Clock.systemUTC());
        subscription = actors.spawn(SubscriptionEntity.create(id, shard.getRef(), surroundings));
    }

    private void subscribe(Duration... waits) {
        subscription.tell(
                new Subscribe(Deliveries.subscription(waits), Deliveries.SECRET, "sandbox", subscriber.getRef()));
        topic.expectMessageClass(Register.class).replyTo().tell(new Registered(HEAD));
        subscriber.expectMessage(new Subscribed(true));
    }

    /** It asks the topic to be pushed, and is told that it lacks nothing. */
    private void settleIntake() {
        fish(Rejoin.class::isInstance);
        subscription.tell(new Notify(HEAD, 0, List.of(), HEAD));
    }

    private void push(long previous, long... offsets) {
        var events = LongStream.of(offsets)
                .mapToObj(offset -> new Occurrence(offset, PublishedEvents.event("event-" + offset)))
                .toList();
        subscription.tell(new Notify(HEAD, previous, events, offsets[offsets.length - 1]));
    }

    private void await(int count) {
        Eventually.holds(count + " attempts", () -> attempted.size() >= count);
    }

    private static Function<Attempt, CompletableFuture<Outcome>> answering(int status) {
        return attempt -> CompletableFuture.completedFuture(outcome(status));
    }

    private List<Object> facts() {
        return journal.facts(persistenceId());
    }

    private static List<String> namesOf(List<Object> facts) {
        return facts.stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }

    private List<Checkpointed> checkpoints() {
        return facts().stream()
                .filter(Checkpointed.class::isInstance)
                .map(Checkpointed.class::cast)
                .toList();
    }

    /** The first checkpoint, once it is there. */
    private Checkpointed checkpoint() {
        return Eventually.get("a checkpoint", () -> checkpoints().stream().findFirst());
    }

    private Checkpointed lastCheckpoint() {
        return checkpoints().get(checkpoints().size() - 1);
    }

    private long deadLettered() {
        return checkpoints().stream()
                .mapToLong(fact -> fact.counts().deadLettered())
                .sum();
    }

    /** Waits for a message of this kind to the topic, whatever else it is told. */
    private void fish(Predicate<TopicCommand> wanted) {
        topic.fishForMessage(
                Duration.ofSeconds(5),
                command -> wanted.test(command) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
    }

    private String persistenceId() {
        return "Subscription|" + id;
    }
}
