package org.openmns.catalogue;

import java.util.Optional;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.event.EventType;

/** An event type with its terms. */
public record CatalogueEntry(EventType type, Terms terms) {

    /** Of the configuration, which says nothing of terms. */
    public static CatalogueEntry of(EventType type) {
        return new CatalogueEntry(type, Terms.USUAL);
    }

    /** Whether this caller changes the type: an operator, or the application that owns it. */
    public static boolean isChangedBy(Caller caller, Optional<CatalogueEntry> current) {
        return current.map(entry -> entry.terms.governance())
                .orElse(Governance.OPEN)
                .isDecidedBy(caller);
    }

    /**
     * What this one is in the place of another where this caller puts it. Only an operator changes who owns the type: for
     * others it stays, and they may name nobody else; nothing where they did, or may not change it at all.
     */
    public Optional<CatalogueEntry> putBy(Caller caller, Optional<CatalogueEntry> current) {
        if (caller.permissions().isOperator()) {
            return Optional.of(this);
        }
        var named = terms.governance().owner();
        return isChangedBy(caller, current)
                        && named.filter(owner -> !owner.equals(caller.application()))
                                .isEmpty()
                ? Optional.of(ownedBy(caller))
                : Optional.empty();
    }

    private CatalogueEntry ownedBy(Caller caller) {
        var governance = new Governance(
                Optional.of(caller.application()), terms.governance().byApproval());
        return new CatalogueEntry(type, new Terms(governance, terms.status(), terms.retention(), terms.orderingKey()));
    }
}
