package org.openmns.broker.subscription;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.openmns.broker.delivery.Attempt;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.delivery.TestEvent;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.SubscriptionEntity.Answer;
import org.openmns.broker.subscription.SubscriptionEntity.AttemptFinished;
import org.openmns.broker.subscription.SubscriptionEntity.DeadLettersFound;
import org.openmns.broker.subscription.SubscriptionEntity.ExpiryCounted;
import org.openmns.broker.subscription.SubscriptionEntity.Kept;
import org.openmns.broker.subscription.SubscriptionEntity.LoadFailed;
import org.openmns.broker.subscription.SubscriptionEntity.Loaded;
import org.openmns.broker.subscription.SubscriptionEntity.PageFailed;
import org.openmns.broker.subscription.SubscriptionEntity.PageRead;
import org.openmns.broker.subscription.SubscriptionEntity.RangeFound;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.event.Event;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Expire;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Behind;
import org.openmns.subscription.SubscriptionReply.Counted;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Position;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Tested;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.Head;

/** What a {@link SubscriptionEntity} has done outside of it: requests, reading, writing. All come back as messages. */
final class Errands {

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(3);

    /** Dead letters that one redrive takes; who has more asks again. */
    static final int REDRIVE_MAX = 1_000;

    private final SubscriptionId id;
    private final ActorContext<SubscriptionCommand> context;
    private final Surroundings around;
    private final Clock clock;

    /** Which start of the entity asks: what an earlier one asked for must not be taken for an answer to this one. */
    private int life;

    private int attempts;
    private int strays;

    Errands(SubscriptionId id, ActorContext<SubscriptionCommand> context, Surroundings around) {
        this.id = id;
        this.context = context;
        this.around = around;
        this.clock = around.clock();
    }

    /** The entity has started anew in the same actor, while what it asked for may still be on its way. */
    void restarted() {
        life++;
        strays += attempts;
        attempts = 0;
    }

    boolean isStray(int askedIn) {
        return askedIn != life;
    }

    /** Whether attempts of an earlier life are still open: beside them nothing may start, for order's sake. */
    boolean hasStrays() {
        return strays > 0;
    }

    void landed(AttemptFinished finished) {
        if (isStray(finished.life())) {
            strays--;
        } else {
            attempts--;
        }
    }

    void run(Live live, LoopEffect effect) {
        if (effect instanceof LoopEffect.Attempt attempt) {
            attempt(live, attempt);
        } else if (effect instanceof ReadLog read) {
            read(live, read);
        } else if (effect instanceof Load load) {
            load(live, load);
        } else if (effect instanceof LoopEffect.Keep keep) {
            keep(live, keep);
        } else if (effect instanceof LoopEffect.Forget forget) {
            // Should this fail, the dead letter stays listed although it was delivered: no harm but a second redrive.
            around.stores().deadLetters().delete(id, List.of(forget.offset()));
        } else if (effect instanceof LoopEffect.Tell tell) {
            around.topics().apply(live.topic()).tell(tell.command());
        }
    }

    private void attempt(Live live, LoopEffect.Attempt wanted) {
        var offset = wanted.occurrence().offset();
        var at = clock.instant();
        var now = life;
        attempts++;
        context.pipeToSelf(
                around.channel().attempt(attempt(live, wanted.occurrence())),
                (outcome, failure) -> new AttemptFinished(
                        now, offset, wanted.number(), at, outcome == null ? broken(failure) : outcome));
    }

    private Attempt attempt(Live live, Occurrence occurrence) {
        var profile = live.profile();
        var subscription = profile.subscription();
        return new Attempt(
                id,
                subscription.channel(),
                profile.secrets(),
                occurrence,
                subscription.options().attemptTimeout());
    }

    /** A channel answers with outcomes only; should it break its word, the delivery is tried again. */
    private static Outcome broken(Throwable failure) {
        var detail = "internal: " + failure.getClass().getSimpleName();
        return new Outcome(Verdict.RETRY, Optional.empty(), detail, Duration.ZERO, Optional.empty());
    }

    private void read(Live live, ReadLog read) {
        var now = life;
        context.pipeToSelf(
                around.stores().log().read(live.topic(), read.after(), read.through()),
                (page, failure) ->
                        page == null ? new PageFailed(now, read.pass()) : new PageRead(now, read.pass(), page));
    }

    private void load(Live live, Load load) {
        var fromLog = load.fromLog().isEmpty()
                ? CompletableFuture.<Map<Long, Event>>completedStage(Map.of())
                : around.stores().log().find(live.topic(), load.fromLog());
        var fromDeadLetters = load.fromDeadLetters().isEmpty()
                ? CompletableFuture.<List<DeadLetter>>completedStage(List.of())
                : around.stores()
                        .deadLetters()
                        .find(id, load.fromDeadLetters(), load.fromDeadLetters().size());
        var now = life;
        context.pipeToSelf(
                fromLog.thenCombine(fromDeadLetters, Errands::together),
                (found, failure) -> found == null ? new LoadFailed(now, load) : new Loaded(now, load, found));
    }

    private static Map<Long, Event> together(Map<Long, Event> found, List<DeadLetter> letters) {
        var all = new HashMap<>(found);
        letters.forEach(letter ->
                all.put(letter.occurrence().offset(), letter.occurrence().event()));
        return all;
    }

    private void keep(Live live, LoopEffect.Keep keep) {
        var letter = new DeadLetter(id, keep.occurrence(), keep.attempts(), keep.error(), clock.instant());
        var now = life;
        context.pipeToSelf(
                around.stores().deadLetters().put(List.of(letter)),
                (count, failure) -> new Kept(now, keep.occurrence().offset(), failure == null));
        context.getLog()
                .warn(
                        "dead-lettered topic={} offset={} subscription={} attempts={} error={}",
                        live.topic(),
                        keep.occurrence().offset(),
                        id,
                        keep.attempts(),
                        keep.error());
    }

    /** What the attempt log keeps; it decides by itself whether it does. */
    void log(Live live, AttemptFinished finished) {
        var outcome = finished.outcome();
        around.stores().attempts().offer(record(finished));
        if (outcome.verdict() != Verdict.DELIVERED) {
            context.getLog()
                    .debug(
                            "attempt failed topic={} offset={} subscription={} attempt={} error={}",
                            live.topic(),
                            finished.offset(),
                            id,
                            finished.number(),
                            outcome.detail());
        }
    }

    private AttemptRecord record(AttemptFinished finished) {
        var outcome = finished.outcome();
        return new AttemptRecord(
                id,
                finished.offset(),
                finished.number(),
                finished.at(),
                new AttemptRecord.Result(
                        outcome.verdict() == Verdict.DELIVERED,
                        outcome.httpStatus(),
                        outcome.detail(),
                        outcome.latency()));
    }

    // On behalf of the subscriber; each is answered through a message of its own.

    void test(Live live, ActorRef<SubscriptionReply> replyTo) {
        var event = TestEvent.at(clock.instant());
        context.pipeToSelf(
                around.channel().attempt(attempt(live, new Occurrence(0, event))),
                (outcome, failure) -> new Answer(tested(outcome == null ? broken(failure) : outcome), replyTo));
    }

    private static Tested tested(Outcome outcome) {
        return new Tested(
                outcome.verdict() == Verdict.DELIVERED, outcome.httpStatus(), outcome.detail(), outcome.latency());
    }

    void discard(Set<Long> offsets, ActorRef<SubscriptionReply> replyTo) {
        var letters = around.stores().deadLetters();
        context.pipeToSelf(
                offsets.isEmpty() ? letters.deleteAll(id) : letters.delete(id, offsets),
                (count, failure) -> new Answer(count == null ? unavailable() : new Counted(count), replyTo));
    }

    void findDeadLetters(Redrive command) {
        var letters = around.stores().deadLetters();
        context.pipeToSelf(
                command.offsets().isEmpty()
                        ? letters(Optional.empty(), List.of())
                        : letters.find(id, command.offsets(), REDRIVE_MAX),
                (found, failure) -> found == null
                        ? new Answer(unavailable(), command.replyTo())
                        : new DeadLettersFound(found, command.replyTo()));
    }

    /** All of them, page by page, until a redrive's fill. */
    private CompletionStage<List<DeadLetter>> letters(Optional<Long> after, List<DeadLetter> before) {
        return around.stores()
                .deadLetters()
                .list(id, after.orElse(Long.MIN_VALUE), DeadLetters.PAGE_MAX)
                .thenCompose(page -> {
                    var all = new ArrayList<>(before);
                    all.addAll(page);
                    return page.size() < DeadLetters.PAGE_MAX || all.size() >= REDRIVE_MAX
                            ? CompletableFuture.completedStage(all)
                            : letters(
                                    Optional.of(page.get(page.size() - 1)
                                            .occurrence()
                                            .offset()),
                                    all);
                });
    }

    void findRange(Live live, Replay command) {
        var log = around.stores().log();
        var range = log.before(live.topic(), command.from())
                .thenCombine(
                        log.before(live.topic(), command.to()),
                        (after, through) -> new RangeFound(
                                after.orElse(Long.MAX_VALUE), through.orElse(Long.MAX_VALUE), command.replyTo()));
        context.pipeToSelf(
                range, (found, failure) -> found == null ? new Answer(unavailable(), command.replyTo()) : found);
    }

    void countExpiring(Live live, long after, Expire command) {
        var criteria = live.profile().subscription().criteria();
        context.pipeToSelf(
                around.stores().log().count(live.topic(), criteria, after, command.through()),
                (count, failure) -> new ExpiryCounted(after, Optional.ofNullable(count), command));
    }

    /** Completes a description with where the topic's log ends, and how much of it the subscription has not settled. */
    void measure(Live live, Described known, long inMemory, ActorRef<SubscriptionReply> replyTo) {
        var system = context.getSystem();
        var answer = AskPattern.<TopicCommand, TopicReply>ask(
                        around.topics().apply(live.topic()), AskHead::new, HEAD_TIMEOUT, system.scheduler())
                .thenCompose(reply -> measured(live, known, inMemory, ((Head) reply).head()));
        context.pipeToSelf(
                answer, (described, failure) -> new Answer(described == null ? unavailable() : described, replyTo));
    }

    private CompletionStage<SubscriptionReply> measured(Live live, Described known, long inMemory, long head) {
        var position = known.position();
        var unread = position.lagging() ? position.head() : head;
        var oldest = live.place().settledThrough();
        if (unread >= head && inMemory == 0) {
            return CompletableFuture.completedStage(with(known, head, new Behind(0, Duration.ZERO)));
        }
        var log = around.stores().log();
        return log.stretch(live.topic(), unread, head)
                .thenCombine(
                        log.stretch(live.topic(), oldest, head),
                        (inLog, all) -> with(
                                known,
                                head,
                                new Behind(
                                        inMemory + inLog.events(),
                                        all.oldest()
                                                .map(since -> Duration.between(since, clock.instant()))
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

    private static SubscriptionReply unavailable() {
        return new Refused(Refusal.UNAVAILABLE);
    }
}
