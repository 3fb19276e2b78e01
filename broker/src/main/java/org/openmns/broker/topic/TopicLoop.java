package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.index.CriteriaIndex;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Offset;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Rejoin;

/**
 * What a topic knows in memory, and all its decisions: which of a batch are duplicates, who is told of what, how far the
 * log has settled. A deterministic machine without I/O; all of it can be lost and rebuilt from {@link TopicState}, the log
 * and the registry.
 */
final class TopicLoop {

    /** One message between nodes takes no more; a subscription that lacks more goes on reading the log. */
    private static final long MESSAGE_BYTES_MAX = 1 << 20;

    /** What bounds it. */
    record Limits(
            DuplicateLimits duplicates, TailLimits tail, Duration laggingAfter, Duration nudgeAfter, int nudgesMax) {}

    record DuplicateLimits(int eventsMax, Duration timeMin) {}

    record TailLimits(int eventsMax, long bytesMax) {}

    /** A notification and whom it is for. */
    record Push(SubscriptionId to, Notify notification) {}

    /** A batch without what was published before: what to write, and the offset that answers each event of the batch. */
    record Plan(List<Event> fresh, List<Long> offsets) {}

    private final Limits limits;
    private final CohortTable cohorts;
    private final CriteriaIndex index;
    private final DuplicateWindow duplicates;
    private final Tail tail;
    private final Followers followers;

    TopicLoop(TopicState state, Limits limits, CohortTable cohorts, Instant now) {
        this.limits = limits;
        this.cohorts = cohorts;
        this.index = new CriteriaIndex(cohorts);
        this.duplicates = new DuplicateWindow(
                limits.duplicates().eventsMax(), limits.duplicates().timeMin());
        this.tail = new Tail(limits.tail().eventsMax(), limits.tail().bytesMax(), state.head());
        this.followers = new Followers(state, limits.laggingAfter(), now);
    }

    /** An event of the log from before the start, oldest first: for recognising duplicates. */
    void remember(Occurrence occurrence, Instant at) {
        if (duplicates.find(occurrence.event().id()).isEmpty()) {
            duplicates.add(occurrence.event().id(), occurrence.offset(), at);
        }
    }

    /** Events of the log from before the start, oldest first: for recognising duplicates. */
    void remember(HashedEvents events) {
        duplicates.addAll(events);
    }

    /** The first row of the log whose events are recognised. */
    long remembersSince() {
        return Offset.sequence(duplicates.oldest());
    }

    /** An event of the log that may be unsettled: whoever it matches will be nudged to read it. */
    void rematch(Occurrence occurrence, Instant now) {
        index.match(occurrence.event(), id -> followers.rematched(id, occurrence.offset(), now));
    }

    /** The cohorts that the criteria name are this owner's. */
    void register(SubscriptionId id, Criteria criteria, String owner) {
        index.put(id, cohorts.bind(criteria, owner));
    }

    void deregister(SubscriptionId id) {
        index.remove(id);
        followers.forget(id);
    }

    /** Which events are new, as the journal row with this sequence number would hold them. */
    Plan plan(List<Event> batch, long sequence) {
        var fresh = new ArrayList<Event>();
        var offsets = new ArrayList<Long>(batch.size());
        var within = new HashMap<EventId, Long>();
        for (var event : batch) {
            var known = duplicates.find(event.id());
            var offset = known.isPresent() ? Long.valueOf(known.getAsLong()) : within.get(event.id());
            if (offset == null) {
                offset = Offset.of(sequence, fresh.size());
                within.put(event.id(), offset);
                fresh.add(event);
            }
            offsets.add(offset);
        }
        return new Plan(fresh, offsets);
    }

    EventsPublished row(TopicState state, List<Event> fresh, long sequence, Instant now) {
        return new EventsPublished(sequence, state.events(), now, followers.marks(state.head(), now), fresh);
    }

    /** These events are in the log; {@code state} is from after. Says whom to tell: each subscription at most once. */
    List<Push> published(TopicState state, EventsPublished row) {
        var before = Offset.of(row.sequence(), 0) - 1;
        var matches = new LinkedHashMap<SubscriptionId, List<Occurrence>>();
        for (var i = 0; i < row.events().size(); i++) {
            var occurrence =
                    new Occurrence(Offset.of(row.sequence(), i), row.events().get(i));
            duplicates.add(occurrence.event().id(), occurrence.offset(), row.at());
            tail.add(occurrence);
            index.match(
                    occurrence.event(),
                    id -> matches.computeIfAbsent(id, key -> new ArrayList<>(4)).add(occurrence));
        }
        var pushes = new ArrayList<Push>(matches.size());
        matches.forEach((id, events) -> notify(id, events, before, state.head(), row.at())
                .ifPresent(notify -> pushes.add(new Push(id, notify))));
        return pushes;
    }

    private Optional<Notify> notify(SubscriptionId id, List<Occurrence> events, long before, long head, Instant now) {
        var notify = new Notify(followers.base(id), followers.previous(id), events, head);
        followers.notified(id, events.get(events.size() - 1).offset(), before, now);
        return followers.pulls(id) ? Optional.empty() : Optional.of(notify);
    }

    /** From one that wants nothing any more it is of no interest: it would be taken to be behind for ever. */
    void progress(TopicState state, Progress progress, Instant now) {
        if (index.contains(progress.subscription())) {
            followers.progress(progress, state.head(), now);
        }
    }

    /** The answer to a subscription that has read on: what it lacks, if memory still has it, or how far to read. */
    Push rejoin(TopicState state, Rejoin rejoin, Instant now) {
        var id = rejoin.subscription();
        var base = followers.base(id);
        var previous = followers.previous(id);
        var lacks = rejoin.received() < previous;
        if (lacks && !tail.covers(rejoin.received())) {
            return new Push(id, new Notify(base, previous, List.of(), state.head()));
        }
        var missing = lacks
                ? index.get(id)
                        .map(criteria -> tail.matching(criteria, rejoin.received()))
                        .orElse(List.of())
                : List.<Occurrence>of();
        if (missing.stream()
                        .mapToLong(occurrence -> occurrence.event().sizeBytes())
                        .sum()
                > MESSAGE_BYTES_MAX) {
            return new Push(id, new Notify(base, previous, List.of(), state.head()));
        }
        followers.rejoined(id, now);
        return new Push(id, new Notify(base, Math.min(previous, rejoin.received()), missing, state.head()));
    }

    /** Asks those that are behind and silent where they are; it starts those that have died. */
    List<Push> nudges(TopicState state, Instant now) {
        return followers.nudges(limits.nudgeAfter(), limits.nudgesMax(), now).stream()
                .map(id ->
                        new Push(id, new Notify(followers.base(id), followers.previous(id), List.of(), state.head())))
                .toList();
    }

    /** What an idle topic should write, if anything has settled since the last row. */
    Optional<Settled> settled(TopicState state, Instant now) {
        var settled = marks(state, now);
        return settled.marks().changesNothing(state) ? Optional.empty() : Optional.of(settled);
    }

    /** How far all has settled now, whether that is news or not. */
    Settled marks(TopicState state, Instant now) {
        return new Settled(followers.marks(state.head(), now));
    }

    /** The subscriptions that lag, with the offset up to which each has settled. */
    Map<SubscriptionId, Long> lagging(TopicState state) {
        var lagging = new HashMap<SubscriptionId, Long>();
        state.lagging().forEach((id, settled) -> lagging.put(new SubscriptionId(id), settled));
        return lagging;
    }

    int subscriptions() {
        return index.size();
    }
}
