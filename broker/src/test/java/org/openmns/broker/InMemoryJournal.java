package org.openmns.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.testkit.EventStorage;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingSuccess$;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.internal.InMemStorageExtension;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One of our journals in memory, as Pekko's persistence test kit keeps it. The kit's own face sees only the journal of
 * its own name, and our entities name ours.
 */
public final class InMemoryJournal {

    private final EventStorage storage;

    /** The journal with the given name in an actor system that was started with {@link #config}. */
    public InMemoryJournal(ActorSystem<?> system, String plugin) {
        storage = InMemStorageExtension.get(Adapter.toClassic(system)).storageFor(plugin);
    }

    /** Configuration under which our journals and snapshot stores are those of the test kit. */
    public static Config config() {
        var journal = PersistenceTestKitPlugin.config();
        var snapshots = PersistenceTestKitSnapshotPlugin.config();
        var itsJournal = journal.getValue("pekko.persistence.testkit.journal");
        var itsSnapshots = snapshots.getValue("pekko.persistence.testkit.snapshotstore.pluginid");
        return ConfigFactory.empty()
                .withValue("openmns.journal.topic", itsJournal)
                .withValue("openmns.journal.subscription", itsJournal)
                .withValue("openmns.snapshot.topic", itsSnapshots)
                .withValue("openmns.snapshot.subscription", itsSnapshots)
                .withFallback(journal)
                .withFallback(snapshots)
                .withFallback(ConfigFactory.defaultReference());
    }

    /** What was written under this persistence id, oldest first. */
    public List<Object> facts(String persistenceId) {
        return CollectionConverters.asJava(storage.tryRead(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE)).stream()
                .map(PersistentRepr::payload)
                .toList();
    }

    /** As if they had been written under this persistence id. */
    public void add(String persistenceId, Object... facts) {
        storage.addAny(
                persistenceId, CollectionConverters.asScala(List.of(facts)).toSeq());
    }

    /** The next write under this persistence id fails, as if the database were gone; the ones after it succeed. */
    public void failNextWrite(String persistenceId) {
        var failed = new AtomicBoolean();
        ProcessingPolicy<JournalOperation> policy = (id, operation) ->
                id.equals(persistenceId) && operation instanceof WriteEvents && failed.compareAndSet(false, true)
                        ? StorageFailure.create()
                        : ProcessingSuccess$.MODULE$;
        storage.setPolicy(policy);
    }
}
