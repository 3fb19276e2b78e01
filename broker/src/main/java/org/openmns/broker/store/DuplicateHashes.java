package org.openmns.broker.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.event.TopicName;

/**
 * What topics know duplicates by, in segments of some thousand events. Derived data: a segment says the same as the
 * journal rows that it covers, so it may be missing, and of two for the same rows either will do.
 */
public final class DuplicateHashes {

    private static final String OF_TOPIC = " FROM duplicate_hash WHERE topic = :topic";
    private static final String RANGES =
            "SELECT first_sequence, last_sequence" + OF_TOPIC + " ORDER BY topic, first_sequence";
    private static final String READ = "SELECT hashes" + OF_TOPIC + " AND first_sequence = :first";
    private static final String WRITE = "INSERT INTO duplicate_hash (topic, first_sequence, last_sequence, hashes)"
            + " SELECT :topic, :first, :last, :hashes"
            + " WHERE NOT EXISTS (SELECT 1" + OF_TOPIC + " AND first_sequence = :first)";
    private static final String FORGET = "DELETE" + OF_TOPIC + " AND last_sequence < :oldest";

    private final Database database;

    public DuplicateHashes(Database database) {
        this.database = database;
    }

    /** The journal rows of a topic that a segment covers, both included. */
    public record Range(long first, long last) {}

    /** The segments of a topic, in the order of its log; few, for those that are out of the window are deleted. */
    public CompletionStage<List<Range>> ranges(TopicName topic) {
        return database.run(handle -> handle.createQuery(RANGES)
                .bind("topic", topic.value())
                .map((row, context) -> new Range(row.getLong("first_sequence"), row.getLong("last_sequence")))
                .list());
    }

    /** The bytes of the segment that begins at this row. */
    public CompletionStage<Optional<byte[]>> read(TopicName topic, long first) {
        return database.run(handle -> handle.createQuery(READ)
                .bind("topic", topic.value())
                .bind("first", first)
                .mapTo(byte[].class)
                .findOne());
    }

    /**
     * Adds a segment unless one begins at the same row, and deletes those that end before row {@code oldest}. Two that
     * race for the same place may fail one of them: no harm, for they say the same.
     */
    public CompletionStage<Integer> write(TopicName topic, Range range, byte[] hashes, long oldest) {
        return database.run(handle -> {
            handle.createUpdate(FORGET)
                    .bind("topic", topic.value())
                    .bind("oldest", oldest)
                    .execute();
            return handle.createUpdate(WRITE)
                    .bind("topic", topic.value())
                    .bind("first", range.first())
                    .bind("last", range.last())
                    .bind("hashes", hashes)
                    .execute();
        });
    }
}
