package org.openmns.catalogue;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.event.Catalogue;
import org.openmns.event.TopicName;

/** All entries of the catalogue at one moment. Immutable: a change makes others. */
public final class Entries {

    private final Map<TopicName, CatalogueEntry> byName;
    private final List<CatalogueEntry> sorted;
    private final Map<TopicName, Instant> deprecations;
    private final Set<TopicName> restricted;
    private final Catalogue catalogue;

    private Entries(Map<TopicName, CatalogueEntry> byName) {
        this.byName = Map.copyOf(byName);
        this.sorted = List.copyOf(byName.values());
        this.deprecations = sorted.stream()
                .filter(entry -> entry.terms().status().deprecation().isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.type().name(),
                        entry -> entry.terms().status().deprecation().orElseThrow()));
        this.restricted = sorted.stream()
                .filter(entry -> entry.terms().governance().byApproval())
                .map(entry -> entry.type().name())
                .collect(Collectors.toUnmodifiableSet());
        this.catalogue = Catalogue.of(sorted.stream().map(CatalogueEntry::type).toList());
    }

    /** Where two bear one name the later one counts. */
    public static Entries of(Collection<CatalogueEntry> entries) {
        var byName = new TreeMap<TopicName, CatalogueEntry>();
        entries.forEach(entry -> byName.put(entry.type().name(), entry));
        return new Entries(byName);
    }

    public Optional<CatalogueEntry> find(TopicName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, in the order of their names. */
    public List<CatalogueEntry> all() {
        return sorted;
    }

    /** At most so many, behind this name, in the order of their names. */
    public List<CatalogueEntry> page(Optional<TopicName> after, int max) {
        return sorted.stream()
                .filter(entry -> after.isEmpty() || entry.type().name().compareTo(after.get()) > 0)
                .limit(max)
                .toList();
    }

    /** Those that this application answers for. */
    public List<TopicName> ownedBy(ApplicationId application) {
        return sorted.stream()
                .filter(entry -> entry.terms().governance().owner().equals(Optional.of(application)))
                .map(entry -> entry.type().name())
                .toList();
    }

    /** What events and criteria are held against. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** Who answers for this type; one that is unknown is nobody's. */
    public Governance governance(TopicName name) {
        return find(name).map(entry -> entry.terms().governance()).orElse(Governance.OPEN);
    }

    /** The types that may only be followed by approval. */
    public Set<TopicName> restricted() {
        return restricted;
    }

    /** From when this type is deprecated, where it is; each event asks, and mostly there is none at all. */
    public Optional<Instant> deprecation(TopicName name) {
        return deprecations.isEmpty() ? Optional.empty() : Optional.ofNullable(deprecations.get(name));
    }
}
