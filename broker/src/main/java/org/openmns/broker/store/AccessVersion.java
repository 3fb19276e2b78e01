package org.openmns.broker.store;

import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;

/** How often anything of who may do what, and of the catalogue, has changed: by this a node knows that it must read again. */
public final class AccessVersion {

    private static final String READ = "SELECT version FROM access_version";
    private static final String RAISE = "UPDATE access_version SET version = version + 1";

    private final Database database;

    public AccessVersion(Database database) {
        this.database = database;
    }

    public CompletionStage<Long> read() {
        return database.run(handle -> handle.createQuery(READ).mapTo(Long.class).one());
    }

    /** From here to the end of the transaction it holds up every other change: so the new one is this change's alone. */
    static long raise(Handle handle) {
        handle.createUpdate(RAISE).execute();
        return handle.createQuery(READ).mapTo(Long.class).one();
    }
}
