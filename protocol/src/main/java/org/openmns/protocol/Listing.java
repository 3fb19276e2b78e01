package org.openmns.protocol;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Some of a list in its order, and whether more follows: a page may end before it has as many as were asked for. */
public record Listing<T>(List<T> entries, boolean more) {

    public Listing {
        entries = List.copyOf(entries);
    }

    /** The entry that the next page begins behind, where there is one. */
    public Optional<T> last() {
        return more ? Optional.of(entries.get(entries.size() - 1)) : Optional.empty();
    }

    public <R> Listing<R> map(Function<T, R> change) {
        return new Listing<>(entries.stream().map(change).toList(), more);
    }

    /** How many, never which: they may be about patients. */
    @Override
    public String toString() {
        return "Listing[" + entries.size() + (more ? ", more]" : "]");
    }
}
