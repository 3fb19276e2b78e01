package org.openmns.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every event type that may be published, by its name. Immutable: a change makes another catalogue. */
public final class Catalogue {

    private final Map<String, EventType> byName;
    private final List<EventType> sorted;

    private Catalogue(Map<String, EventType> byName) {
        this.byName = byName;
        this.sorted = byName.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /**
     * A catalogue of these types.
     *
     * @throws IllegalArgumentException naming a type that is there twice
     */
    public static Catalogue of(Collection<EventType> eventTypes) {
        var byName = new HashMap<String, EventType>();
        for (var eventType : eventTypes) {
            if (byName.put(eventType.name().value(), eventType) != null) {
                throw new IllegalArgumentException("event type twice in the catalogue: " + eventType.name());
            }
        }
        return new Catalogue(byName);
    }

    public Optional<EventType> find(TopicName name) {
        return Optional.ofNullable(byName.get(name.value()));
    }

    public boolean contains(TopicName name) {
        return byName.containsKey(name.value());
    }

    /** All types, in the order of their names. */
    public List<EventType> all() {
        return sorted;
    }

    /** For a name that nobody has checked: the catalogue knows only valid ones. */
    @Nullable
    EventType named(String name) {
        return byName.get(name);
    }
}
