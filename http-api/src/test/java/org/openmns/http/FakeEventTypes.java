package org.openmns.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Caller;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.Entries;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.catalogue.EventTypeRefused.Why;
import org.openmns.event.EventType;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** A catalogue in memory, with room for three more types. */
final class FakeEventTypes implements EventTypes {

    static final EventTypes.Limits LIMITS = new EventTypes.Limits(2_048, Duration.ofHours(1), Duration.ofDays(365));

    private final int typesMax;
    private Entries entries;

    private FakeEventTypes(List<EventType> types) {
        this.entries = Entries.of(types.stream().map(CatalogueEntry::of).toList());
        this.typesMax = types.size() + 3;
    }

    /** One of each kind: with filters, legacy, and one that takes any filter. */
    static FakeEventTypes usual() {
        var about = new EventType.Description("A flag", "uk.nhs.patient-flags-service", Optional.empty(), false);
        var filters = List.of(
                new EventType.Filter("flagtype", EventType.Format.STRING, List.of("NRAF", "FGM"), "The flag"),
                new EventType.Filter("generalpractitioner", EventType.Format.ODS_PRACTICE, List.of(), "The practice"));
        var flags = new EventType(new TopicName("patientflags-change-1"), about, filters, JsonBytes.of(Api.EVENT));
        var legacy = new EventType.Description("Moved", "PDS", Optional.of("Patient"), true);
        var moved = new EventType(new TopicName("pds-change-of-gp-1"), legacy, List.of(), JsonBytes.of(Api.EVENT));
        var patient = new EventType.Description("Moved", "PDS", Optional.of("Patient"), false);
        var lenient = new EventType(new TopicName("pds-change-of-gp-2"), patient, List.of(), JsonBytes.of(Api.EVENT));
        return new FakeEventTypes(List.of(flags, moved, lenient));
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
