package org.openmns.broker.catalogue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Caller;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.AuditTable.Change;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.EventTypeTable;
import org.openmns.broker.store.EventTypeTable.Becoming;
import org.openmns.broker.store.EventTypeTable.Turn;
import org.openmns.broker.store.VersionWatch;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.CatalogueJson;
import org.openmns.catalogue.Entries;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.catalogue.EventTypeRefused.Why;
import org.openmns.config.CatalogueSettings;
import org.openmns.event.Catalogue;
import org.openmns.event.TopicName;
import org.openmns.http.EventTypes;

/**
 * The catalogue as this node knows it: the configured types, and over them those that were put by the API, of which only what
 * has changed is read again. A change counts for the next event here, and soon on every node.
 */
public final class NodeCatalogue implements EventTypes, AutoCloseable {

    private final EventTypeTable table;
    private final List<CatalogueEntry> configured;
    private final VersionWatch watch;
    private final Map<TopicName, CatalogueEntry> put = new HashMap<>();
    private volatile Entries entries;
    private long version;

    private NodeCatalogue(EventTypeTable table, AccessVersion version, Catalogue configured) {
        this.table = table;
        this.configured = configured.all().stream().map(CatalogueEntry::of).toList();
        this.entries = Entries.of(this.configured);
        this.watch = new VersionWatch(version, "event-types", this::read);
    }

    /** Reads what was put; from then on follows what changes. */
    public static NodeCatalogue start(
            Database database, CatalogueSettings settings, Catalogue configured, Clock clock) {
        var table = new EventTypeTable(database, clock, settings.limits().typesMax());
        var catalogue = new NodeCatalogue(table, new AccessVersion(database), configured);
        try {
            catalogue.watch.open(settings.refresh());
            return catalogue;
        } catch (RuntimeException failed) {
            catalogue.close();
            throw failed;
        }
    }

    @Override
    public Entries entries() {
        return entries;
    }

    @Override
    public CompletionStage<Boolean> put(CatalogueEntry entry, Caller caller) {
        var type = entry.type().name();
        return table.put(new EventTypeTable.Put(type, caller.application()), stored -> becoming(stored, entry, caller))
                .thenCompose(created -> watch.refresh().thenApply(read -> created));
    }

    /** Decided on what is stored at this moment, for another node may have changed who owns the type. */
    private Becoming becoming(Optional<String> stored, CatalogueEntry entry, Caller caller) {
        var current =
                stored.map(CatalogueJson::read).or(() -> configured(entry.type().name()));
        var becoming = entry.putBy(caller, current).orElseThrow(() -> new EventTypeRefused(Why.NOT_YOURS));
        var change = new Change(current.map(NodeCatalogue::text), Optional.of(text(becoming)));
        return new Becoming(
                change, turn(current.filter(NodeCatalogue::isByApproval).isPresent(), becoming));
    }

    private static Turn turn(boolean before, CatalogueEntry becoming) {
        if (before == isByApproval(becoming)) {
            return Turn.NONE;
        }
        return before ? Turn.OPEN : Turn.UNDER_APPROVAL;
    }

    private static boolean isByApproval(CatalogueEntry entry) {
        return entry.terms().governance().byApproval();
    }

    private static String text(CatalogueEntry entry) {
        return CatalogueJson.write(entry).toString();
    }

    private Optional<CatalogueEntry> configured(TopicName type) {
        return configured.stream()
                .filter(each -> each.type().name().equals(type))
                .findFirst();
    }

    /** On the thread of the watch alone. */
    private void read() {
        var changed = table.changedAfter(version).toCompletableFuture().join();
        if (changed.isEmpty()) {
            return;
        }
        for (var stored : changed) {
            var entry = CatalogueJson.read(stored.document());
            put.put(entry.type().name(), entry);
        }
        var all = new ArrayList<>(configured);
        all.addAll(put.values());
        entries = Entries.of(all);
        version = changed.get(changed.size() - 1).version();
    }

    @Override
    public void close() {
        watch.close();
    }
}
