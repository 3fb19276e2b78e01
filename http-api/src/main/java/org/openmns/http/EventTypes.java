package org.openmns.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Caller;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.Entries;

/** The catalogue as this node knows it, and how it is changed. */
public interface EventTypes {

    /** What a type may ask for: a schema of so many bytes, and for how long its events are kept. */
    record Limits(int schemaBytesMax, Duration retentionMin, Duration retentionMax) {}

    /** As it is now: to be asked for each event and each request. */
    Entries entries();

    /**
     * Adds or changes a type in the name of this caller; true where it was not there. The change and its audit entry are one;
     * it counts for the next event here, and soon on every node. Fails with
     * {@link org.openmns.catalogue.EventTypeRefused}.
     */
    CompletionStage<Boolean> put(CatalogueEntry entry, Caller caller);
}
