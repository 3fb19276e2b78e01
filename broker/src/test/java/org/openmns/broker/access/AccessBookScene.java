package org.openmns.broker.access;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.Grants;

/** Who is registered where assertions are checked: {@code acme} with the keys of {@link Clients}, {@code keyless} with none. */
final class AccessBookScene implements AutoCloseable {

    static final String ACME = "acme";

    /** Where assertions are meant for. */
    static final String DOOR = "https://mns.example/oauth2/token";

    private final Database database;
    private final AccessBook book;
    private final Clock clock;

    private AccessBookScene(Database database, AccessBook book, Clock clock) {
        this.database = database;
        this.book = book;
        this.clock = clock;
    }

    static AccessBookScene open(Path directory, Clock clock) {
        var database = Database.open(DatabaseLocation.inDirectory(directory));
        var tables = new AccessBook.Tables(
                new ApplicationTable(database, clock), new Grants(database, clock), new AccessVersion(database));
        var acme = application(ACME, new Application.Keys(Optional.of(Clients.jwks()), Optional.empty()));
        var book = new AccessBook(
                tables, () -> List.of(acme, application("keyless", Application.Keys.NONE)), Governing.OPEN);
        book.open(Duration.ofMinutes(1));
        return new AccessBookScene(database, book, clock);
    }

    static Application application(String id, Application.Keys keys) {
        var about = new Application.About(id, List.of(), Optional.empty(), false);
        return new Application(new ApplicationId(id), about, keys, Permissions.NONE);
    }

    /** Those that a node in production accepts, where nothing can be fetched. */
    Assertions assertions() {
        return new Assertions(
                book,
                new KeySets((url, time) -> CompletableFuture.failedFuture(new IllegalStateException("no network"))),
                DOOR,
                new Assertions.Limits(Duration.ofMinutes(5), Duration.ofSeconds(30)),
                clock);
    }

    @Override
    public void close() {
        book.close();
        database.close();
    }
}
