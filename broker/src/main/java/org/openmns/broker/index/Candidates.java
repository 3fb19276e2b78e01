package org.openmns.broker.index;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is found by one key: one entry by far the most often, and then that itself, for a set of one takes 200 bytes. */
sealed interface Candidates permits Entry, Candidates.Few, Candidates.Many {

    void forEach(Consumer<Entry> action);

    /** These and one more, which is not among them. */
    Candidates with(Entry entry);

    /** These but one, or null where none is left. */
    @Nullable
    Candidates without(Entry entry);

    /** An array is smallest, as long as copying it costs little. */
    final class Few implements Candidates {

        private static final int SIZE_MAX = 8;

        private final Entry[] entries;

        Few(Entry... entries) {
            this.entries = entries;
        }

        @Override
        public void forEach(Consumer<Entry> action) {
            for (var entry : entries) {
                action.accept(entry);
            }
        }

        @Override
        public Candidates with(Entry entry) {
            if (entries.length == SIZE_MAX) {
                var many = new HashSet<>(List.of(entries));
                many.add(entry);
                return new Many(many);
            }
            var grown = Arrays.copyOf(entries, entries.length + 1);
            grown[entries.length] = entry;
            return new Few(grown);
        }

        @Override
        public Candidates without(Entry entry) {
            var rest = Arrays.stream(entries).filter(other -> other != entry).toArray(Entry[]::new);
            return rest.length == 1 ? rest[0] : new Few(rest);
        }
    }

    /** Grows and shrinks in place. */
    record Many(Set<Entry> entries) implements Candidates {

        @Override
        public void forEach(Consumer<Entry> action) {
            entries.forEach(action);
        }

        @Override
        public Candidates with(Entry entry) {
            entries.add(entry);
            return this;
        }

        @Override
        public Candidates without(Entry entry) {
            entries.remove(entry);
            return entries.size() <= Few.SIZE_MAX ? new Few(entries.toArray(Entry[]::new)) : this;
        }
    }
}
