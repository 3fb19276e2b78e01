package org.openmns.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds to an event what subscribers want to tell apart but publishers do not send: for each filter that holds a GP
 * practice, the organisation that supplies the practice's IT system.
 */
public final class Enrichment {

    /** Adds nothing, where the operator has loaded no table. */
    public static final Enrichment NONE = new Enrichment(Map.of());

    private final Map<String, String> supplierByPractice;

    /** From the ODS code of a practice to that of its supplier. */
    public Enrichment(Map<String, String> supplierByPractice) {
        this.supplierByPractice = Map.copyOf(supplierByPractice);
    }

    /** What was sent stays, even where the table says otherwise. */
    public Filtering enriched(EventType eventType, Filtering filtering) {
        if (supplierByPractice.isEmpty() || filtering.values().isEmpty()) {
            return filtering;
        }
        var values = new LinkedHashMap<>(filtering.values());
        for (var filter : eventType.filters().all()) {
            var supplier =
                    filter.format() == EventType.Format.ODS_PRACTICE ? supplier(filtering.get(filter.name())) : null;
            if (supplier != null) {
                values.putIfAbsent(filter.supplierName(), supplier);
            }
        }
        return values.size() == filtering.values().size() ? filtering : new Filtering(values);
    }

    private @Nullable String supplier(@Nullable Object practice) {
        return practice instanceof String code ? supplierByPractice.get(code) : null;
    }
}
