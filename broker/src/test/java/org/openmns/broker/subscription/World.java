package org.openmns.broker.subscription;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.TestKeys;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

/** What the tests of one class share; its database stays in {@code target}, as all that tests leave. */
record World(ActorTestKit actors, Database database, Attempts attempts) implements AfterAllCallback {

    /** Messages are waited for long enough on a busy machine. */
    private static final Config PATIENT =
            ConfigFactory.parseString("pekko.actor.testkit.typed.single-expect-default = 30 s");

    static World open() {
        var database = Database.open(DatabaseLocation.inDirectory(directory()));
        var actors = TestKeys.actors("subscription", PATIENT.withFallback(InMemoryJournal.config()));
        return new World(actors, database, new Attempts(database, Attempts.Policy.NONE));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "worlds")), "world");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        actors.shutdownTestKit();
        attempts.close();
        database.close();
    }
}
