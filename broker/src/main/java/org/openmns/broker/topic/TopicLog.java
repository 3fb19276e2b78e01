package org.openmns.broker.topic;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.store.TopicRows;
import org.openmns.broker.store.TopicRows.Row;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.topic.TopicCommand;

/**
 * Reads the log of a topic: its rows in the journal, one bounded page at a time. "Caught up" is the reader's own
 * knowledge of the head, never the end of a page. Off the actors' threads; every stage may fail, for the database may.
 */
public final class TopicLog {

    /** A page is cut after so many bytes of rows; one row is always whole. */
    private static final long PAGE_BYTES_MAX = 1 << 20;

    /** Read at once when a row with events is looked for: hundreds of rows without, or one with. */
    private static final long SCAN_BYTES = 64 << 10;

    private final RecentRows recent = new RecentRows(Ticker.systemTicker());
    private final TopicRows rows;
    private final Database database;
    private final Serialization serialization;

    public TopicLog(ActorSystem<?> system, Database database) {
        this.rows = new TopicRows(database);
        this.database = database;
        this.serialization = SerializationExtension.get(system);
    }

    /** Events in ascending order, complete from where it was asked to {@code through}; when the oldest was published. */
    public record Page(List<Occurrence> events, long through, Optional<Instant> oldest) {}

    /** What knowing the events of some rows again takes, complete from where it was asked to {@code through}. */
    record Identities(HashedEvents events, long through) {}

    /** What lies between two offsets: so many events of the topic, the oldest of them published at this time. */
    public record Stretch(long events, Optional<Instant> oldest) {}

    static String persistenceId(TopicName topic) {
        return TopicCommand.TYPE_KEY.name() + "|" + topic;
    }

    /** This row has just been written by the topic on this node. */
    void written(TopicName topic, EventsPublished row) {
        recent.written(topic, row.sequence(), row);
    }

    /** The events after the one offset through the other, or the first of them. */
    public CompletionStage<Page> read(TopicName topic, long after, long through) {
        var known = recentPage(topic, after, through);
        return known.isPresent()
                ? CompletableFuture.completedStage(known.get())
                : database.submit(() -> page(topic, after, through));
    }

    /** What memory holds from there on without a gap; empty where the next row must be read. */
    private Optional<Page> recentPage(TopicName topic, long after, long through) {
        var to = Offset.sequence(through);
        var events = new ArrayList<Occurrence>();
        var oldest = Optional.<Instant>empty();
        var bytes = 0L;
        var next = rowAfter(after);
        while (next <= to && bytes < PAGE_BYTES_MAX) {
            var known = recent.find(topic, next);
            if (known.isEmpty()) {
                break;
            }
            if (known.get() instanceof EventsPublished published) {
                collect(published, after, through, events);
                oldest = oldest.or(() -> Optional.of(published.at()));
            }
            bytes += RecentRows.weight(known.get());
            next++;
        }
        var complete = next > to ? through : Offset.endOf(next - 1);
        // A page must lead on: the row that the reader has just finished does not.
        return complete > after ? Optional.of(new Page(events, complete, oldest)) : Optional.empty();
    }

    /** What knowing the events of these rows again takes, or of the first of them: read once, so not kept. */
    CompletionStage<Identities> identities(TopicName topic, Range range) {
        return database.submit(() -> {
            var page = rows.readWithin(persistenceId(topic), range.first(), range.last(), PAGE_BYTES_MAX);
            var events = new HashedEvents();
            for (var row : page) {
                if (fact(row) instanceof EventsPublished published) {
                    events.add(published);
                }
            }
            return new Identities(events, page.isEmpty() ? range.last() : last(page));
        });
    }

    /** The events at these offsets; one that retention has taken is not in the answer. */
    public CompletionStage<Map<Long, Event>> find(TopicName topic, Collection<Long> offsets) {
        return database.submit(() -> {
            var found = new HashMap<Long, Event>();
            var sequences = new TreeSet<Long>();
            offsets.forEach(offset -> sequences.add(Offset.sequence(offset)));
            for (var sequence : sequences) {
                for (var occurrence : page(topic, Offset.of(sequence, 0) - 1, Offset.endOf(sequence))
                        .events()) {
                    if (offsets.contains(occurrence.offset())) {
                        found.put(occurrence.offset(), occurrence.event());
                    }
                }
            }
            return found;
        });
    }

    /** How many of the events after the one offset through the other match. */
    public CompletionStage<Long> count(TopicName topic, Criteria criteria, long after, long through) {
        return database.submit(() -> {
            var count = 0L;
            for (var from = after; from < through; ) {
                var page = page(topic, from, through);
                count += page.events().stream()
                        .filter(occurrence -> criteria.matches(occurrence.event()))
                        .count();
                from = page.through();
            }
            return count;
        });
    }

    /** The offset before the first event that was published at this time or later. */
    public CompletionStage<Optional<Long>> before(TopicName topic, Instant at) {
        return database.submit(() ->
                rows.firstSequenceAtOrAfter(persistenceId(topic), at).map(sequence -> Offset.of(sequence, 0) - 1));
    }

    /** How much lies between a subscription and the head of its topic. */
    public CompletionStage<Stretch> stretch(TopicName topic, long after, long head) {
        return database.submit(() -> {
            var first = firstRow(topic, Offset.sequence(after), Offset.sequence(head), after);
            var last = firstRow(topic, Offset.sequence(head), Offset.sequence(head), head - 1);
            if (first.isEmpty() || last.isEmpty()) {
                return new Stretch(0, Optional.empty());
            }
            var skipped = first.get().sequence() == Offset.sequence(after) ? Offset.index(after) + 1 : 0;
            var events =
                    last.get().before() + Offset.index(head) + 1 - first.get().before() - skipped;
            return new Stretch(events, Optional.of(first.get().at()));
        });
    }

    /** The row from which on the log holds at most so many events: where recognising duplicates has to start. */
    CompletionStage<Long> tail(TopicName topic, long head, long events, long eventsMax) {
        return database.submit(() -> {
            var low = rows.lowestSequence(persistenceId(topic)).orElse(1L);
            var high = Offset.sequence(head);
            while (low < high) {
                var middle = (low + high) >>> 1;
                var row = firstRow(topic, middle, high, Offset.of(middle, 0) - 1);
                if (row.isPresent() && events - row.get().before() > eventsMax) {
                    low = Math.max(middle + 1, row.get().sequence() + 1);
                } else {
                    high = middle;
                }
            }
            return Math.min(low, Offset.sequence(head));
        });
    }

    /** The first row in this range that holds an event after this offset; there may be many between that hold none. */
    private Optional<EventsPublished> firstRow(TopicName topic, long from, long to, long after) {
        for (var sequence = from; sequence <= to; ) {
            var end = Math.min(to, sequence + TopicRows.PAGE_ROWS_MAX - 1);
            var page = rows.readWithin(persistenceId(topic), sequence, end, SCAN_BYTES);
            for (var row : page) {
                var fact = fact(row);
                if (fact instanceof EventsPublished published
                        && Offset.of(published.sequence(), published.events().size() - 1) > after) {
                    return Optional.of(published);
                }
            }
            sequence = (page.isEmpty() ? end : last(page)) + 1;
        }
        return Optional.empty();
    }

    private Page page(TopicName topic, long after, long through) {
        var to = Offset.sequence(through);
        var page = rows.readWithin(persistenceId(topic), rowAfter(after), to, PAGE_BYTES_MAX);
        var events = new ArrayList<Occurrence>();
        var oldest = Optional.<Instant>empty();
        for (var row : page) {
            var fact = fact(row);
            recent.keep(topic, row.sequence(), fact);
            if (fact instanceof EventsPublished published) {
                collect(published, after, through, events);
                oldest = oldest.or(() -> Optional.of(published.at()));
            }
        }
        var last = page.isEmpty() ? to : last(page);
        return new Page(events, last >= to ? through : Offset.endOf(last), oldest);
    }

    /** The row of the next event: a page that begins with a row that is finished may have no room for another one. */
    private static long rowAfter(long offset) {
        return Math.max(1, Offset.sequence(offset + 1));
    }

    private static long last(List<Row> page) {
        return page.get(page.size() - 1).sequence();
    }

    private static void collect(EventsPublished row, long after, long through, List<Occurrence> events) {
        for (var i = 0; i < row.events().size(); i++) {
            var offset = Offset.of(row.sequence(), i);
            if (offset > after && offset <= through) {
                events.add(new Occurrence(offset, row.events().get(i)));
            }
        }
    }

    private TopicFact fact(Row row) {
        return (TopicFact) serialization
                .deserialize(row.payload(), row.serializerId(), row.manifest())
                .get();
    }
}
