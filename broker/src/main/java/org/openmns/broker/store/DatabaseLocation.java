package org.openmns.broker.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the database is and who asks for it; shared by our own pool and by the one that the journal uses. */
public record DatabaseLocation(String url, String user, String password) {

    private static final String H2_FILE = "jdbc:h2:file:";

    /**
     * The options of the embedded database. All pools must name the same ones, so they stand in the URL.
     *
     * <ul>
     *   <li>WRITE_DELAY=0: a commit is in the file before it is answered. H2's default writes it up to half a second
     *       later, and kill -9 loses it.
     *   <li>DB_CLOSE_ON_EXIT=FALSE: we close it, after everything that writes; not a shutdown hook amid that.
     *   <li>MAX_LENGTH_INPLACE_LOB: a payload up to 128 KiB stands in its row. As a large object it costs 1.4 to 1.8
     *       times the time of a commit, and ten times that of a read.
     *   <li>RETENTION_TIME: freed space is written over after 45 s, when the system has brought what replaced it to disk:
     *       a power cut then finds an older state of the file, not a broken one.
     *   <li>CACHE_SIZE in KiB: 32 MiB, whatever the heap.
     *   <li>LOCK_TIMEOUT, QUERY_TIMEOUT in ms: nothing waits for ever.
     *   <li>MAX_COMPACT_TIME in ms: how long closing may tidy up.
     *   <li>TRACE_LEVEL_FILE=0: H2's own trace file would hold values of failed statements.
     * </ul>
     */
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MAX_LENGTH_INPLACE_LOB=131072"
            + ";RETENTION_TIME=45000;CACHE_SIZE=32768;LOCK_TIMEOUT=10000;QUERY_TIMEOUT=30000;MAX_COMPACT_TIME=500"
            + ";TRACE_LEVEL_FILE=0";

    public DatabaseLocation {
        url = url.startsWith(PostgresUrl.PREFIX) ? PostgresUrl.complete(url) : url;
    }

    /** The embedded database as a file in this directory. */
    public static DatabaseLocation inDirectory(Path directory) {
        var file = directory.toAbsolutePath().normalize().resolve("openmns");
        if (file.toString().contains(";")) {
            throw new DatabaseUnavailable("The path of the data directory " + directory + " must not hold a ';'.");
        }
        return new DatabaseLocation(H2_FILE + file + H2_OPTIONS, "sa", "");
    }

    /** What the configuration must say so that journal and cluster use this database: path of the setting to its value. */
    public Map<String, String> settings() {
        return Map.of(
                "openmns.database.url",
                url,
                "openmns.database.user",
                user,
                "openmns.database.password",
                password,
                "openmns.cluster.split-brain-strategy",
                isPostgresql() ? "lease-majority" : "keep-majority");
    }

    /** Whether several nodes can use it at once. */
    public boolean isPostgresql() {
        return url.startsWith(PostgresUrl.PREFIX);
    }

    /** As {@link #url}; on PostgreSQL a statement may take as long as it takes. */
    String migrationUrl() {
        return isPostgresql() ? PostgresUrl.patient(url) : url;
    }

    /** Name of the directory of migrations that speak this database's dialect. */
    String dialect() {
        return isPostgresql() ? "postgresql" : "h2";
    }

    /** The file that the embedded database lives in, where it is one. */
    Optional<Path> file() {
        return url.startsWith(H2_FILE)
                ? Optional.of(Path.of(withoutOptions().substring(H2_FILE.length()) + ".mv.db"))
                : Optional.empty();
    }

    private String withoutOptions() {
        return url.split("[;?]", 2)[0];
    }

    /** The place only: an option may be a password. */
    @Override
    public String toString() {
        return file().map(Path::toString).orElseGet(this::withoutOptions);
    }
}
