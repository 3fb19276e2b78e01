package org.openmns.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Caller;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.Entries;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.catalogue.EventTypeRefused.Why;
import org.openmns.event.EventType;

/** A catalogue in memory, with room for three more types. */
final class FakeEventTypes implements EventTypes {

    private final int typesMax;
    private Entries entries;

    FakeEventTypes(List<EventType> types) {
        this.entries = Entries.of(types.stream().map(CatalogueEntry::of).toList());
        this.typesMax = types.size() + 3;
    }

    @Override
    public Entries entries() {
        return entries;
    }

    @Override
    public CompletionStage<Boolean> put(CatalogueEntry entry, Caller caller) {
        var current = entries.find(entry.type().name());
        var becoming = entry.putBy(caller, current);
        if (becoming.isEmpty()) {
            return CompletableFuture.failedStage(new EventTypeRefused(Why.NOT_YOURS));
        }
        if (current.isEmpty() && entries.all().size() == typesMax) {
            return CompletableFuture.failedStage(new EventTypeRefused(Why.TOO_MANY_TYPES));
        }
        var all = new ArrayList<>(entries.all());
        all.add(becoming.get());
        entries = Entries.of(all);
        return CompletableFuture.completedStage(current.isEmpty());
    }
}
