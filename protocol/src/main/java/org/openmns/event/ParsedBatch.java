package org.openmns.event;

import java.util.List;

/** What became of a batch: a result for each of its events, or one reason why none of them could be told apart. */
public sealed interface ParsedBatch {

    /** One result an event, in the order sent; a bad one does not spoil the others. */
    record Each(List<Parsed> results) implements ParsedBatch {

        public Each {
            results = List.copyOf(results);
        }
    }

    /** Not a JSON array, or more than a batch may hold. */
    record Unreadable(FieldErrors errors) implements ParsedBatch {}
}
