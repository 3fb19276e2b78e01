package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicLoop.DuplicateLimits;
import org.openmns.broker.topic.TopicLoop.Limits;
import org.openmns.broker.topic.TopicLoop.TailLimits;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.Offset;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Rejoin;

/** A topic without actors: its journal is a list, and a restart folds it again. For the simulation. */
public final class SimulatedTopic {

    private static final Limits LIMITS = new Limits(
            new DuplicateLimits(10_000, Duration.ofMinutes(10)),
            new TailLimits(8, 1 << 20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            100);

    private static final CohortTable NO_COHORTS = new CohortTable();

    /** The journal, by sequence number from 1. */
    private final List<TopicFact> journal = new ArrayList<>();

    /** What retention has left begins after this offset. */
    private long cutThrough;

    private TopicState state = TopicState.EMPTY;
    private TopicLoop loop = new TopicLoop(state, LIMITS, NO_COHORTS, Instant.EPOCH);

    /** Loses everything in memory and takes up from the journal and the registry. */
    public void restart(Map<SubscriptionId, Criteria> registry, Instant now) {
        state = TopicState.EMPTY;
        journal.forEach(this::apply);
        loop = new TopicLoop(state, LIMITS, NO_COHORTS, now);
        registry.forEach(this::register);
        // Retention begins where recognising duplicates has ended long ago.
        for (var occurrence : everything()) {
            loop.remember(occurrence, now);
            if (occurrence.offset() > state.settledThrough()) {
                loop.rematch(occurrence, now);
            }
        }
    }

    private List<Occurrence> everything() {
        return journal.stream()
                .filter(EventsPublished.class::isInstance)
                .flatMap(row -> events(row).stream())
                .toList();
    }

    /** The row that a batch would add, or nothing where all of it is known; it is not written yet. */
    public Optional<TopicFact> plan(List<Event> batch, Instant now) {
        var sequence = journal.size() + 1L;
        var plan = loop.plan(batch, sequence);
        return plan.fresh().isEmpty() ? Optional.empty() : Optional.of(loop.row(state, plan.fresh(), sequence, now));
    }

    public Optional<TopicFact> idle(Instant now) {
        return loop.settled(state, now).map(fact -> (TopicFact) fact);
    }

    /** The row reaches the journal; the topic may not live to hear of it. */
    public void write(TopicFact fact) {
        journal.add(fact);
    }

    /** The topic hears that the row is written; the notifications that follow from it. */
    public Map<SubscriptionId, Notify> written(TopicFact fact) {
        apply(fact);
        var pushes = inOrder();
        if (fact instanceof EventsPublished row) {
            loop.published(state, row).forEach(push -> pushes.put(push.to(), push.notification()));
        }
        return pushes;
    }

    public Map<SubscriptionId, Notify> tell(TopicCommand command, Instant now) {
        if (command instanceof Progress progress) {
            loop.progress(state, progress, now);
        } else if (command instanceof Rejoin rejoin) {
            var push = loop.rejoin(state, rejoin, now);
            return Map.of(push.to(), push.notification());
        }
        return Map.of();
    }

    public Map<SubscriptionId, Notify> nudges(Instant now) {
        var pushes = inOrder();
        loop.nudges(state, now).forEach(push -> pushes.put(push.to(), push.notification()));
        return pushes;
    }

    public void register(SubscriptionId id, Criteria criteria) {
        loop.register(id, criteria, "acme");
    }

    public void deregister(SubscriptionId id) {
        loop.deregister(id);
    }

    /** The events of a row, at the places that they have in the log. */
    public static List<Occurrence> events(TopicFact fact) {
        var row = (EventsPublished) fact;
        return IntStream.range(0, row.events().size())
                .mapToObj(i -> new Occurrence(
                        Offset.of(row.sequence(), i), row.events().get(i)))
                .toList();
    }

    /** Those that may still need what is at or before this offset, with how far they are; by what is written down. */
    public Map<UUID, Long> lagging() {
        return new TreeMap<>(state.lagging());
    }

    /** Retention takes everything up to here. */
    public void cut(long through) {
        cutThrough = Math.max(cutThrough, through);
    }

    public long head() {
        return state.head();
    }

    public long settledThrough() {
        return state.settledThrough();
    }

    public boolean nobodyLags() {
        return state.lagging().isEmpty();
    }

    /** Events of the log after one offset through another, of so many rows at most. */
    public List<Occurrence> read(long after, long through, int rowsMax) {
        var found = new ArrayList<Occurrence>();
        var rows = 0;
        var from = Math.max(after, cutThrough);
        for (var sequence = Offset.sequence(from); sequence <= journal.size() && rows < rowsMax; sequence++) {
            if (sequence >= 1 && journal.get((int) sequence - 1) instanceof EventsPublished row) {
                rows += Offset.of(sequence, row.events().size() - 1) > from ? 1 : 0;
                for (var i = 0; i < row.events().size(); i++) {
                    var offset = Offset.of(sequence, i);
                    if (offset > from && offset <= through) {
                        found.add(new Occurrence(offset, row.events().get(i)));
                    }
                }
            }
        }
        return found;
    }

    /** The same order in every run: a seed must always make the same world. */
    private static Map<SubscriptionId, Notify> inOrder() {
        return new TreeMap<>(Comparator.comparing(SubscriptionId::value));
    }

    private void apply(TopicFact fact) {
        state = fact instanceof EventsPublished row
                ? state.published(row)
                : state.with(((TopicFact.Settled) fact).marks());
    }
}
