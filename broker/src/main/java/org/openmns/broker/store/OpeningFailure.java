package org.openmns.broker.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What to tell the operator when the database does not open. */
final class OpeningFailure {

    /** With less than this at start, the next thing to happen is a full disk. */
    static final long FREE_BYTES_MIN = 32 * 1024 * 1024;

    private static final int CAUSES_MAX = 20;

    private static final Set<Integer> CORRUPT_CODES = Set.of(
            ErrorCode.FILE_CORRUPTED_1,
            ErrorCode.FILE_VERSION_ERROR_1,
            ErrorCode.FILE_NOT_FOUND_1,
            ErrorCode.FILE_ENCRYPTION_ERROR_1);

    /** What H2's storage says when it meets nonsense; which of them depends on where. */
    private static final Set<Integer> CORRUPT_STORE = Set.of(
            DataUtils.ERROR_FILE_CORRUPT,
            DataUtils.ERROR_CHUNK_NOT_FOUND,
            DataUtils.ERROR_BLOCK_NOT_FOUND,
            DataUtils.ERROR_READING_FAILED,
            DataUtils.ERROR_SERIALIZATION,
            DataUtils.ERROR_UNSUPPORTED_FORMAT,
            DataUtils.ERROR_INTERNAL);

    private static final Set<Integer> UNWRITABLE =
            Set.of(ErrorCode.DATABASE_IS_READ_ONLY, ErrorCode.FILE_CREATION_FAILED_1);

    private OpeningFailure() {}

    /** Checks what the file system can tell before the database is asked, whose own words are harder to read. */
    static void checkDirectory(Path file) {
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new DatabaseUnavailable("The data directory " + directory + " cannot be created.", e);
        }
        if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new DatabaseUnavailable("The data directory " + directory + " or its database is not writable.");
        }
        checkSpace(directory);
    }

    private static void checkSpace(Path directory) {
        try {
            if (Files.getFileStore(directory).getUsableSpace() < FREE_BYTES_MIN) {
                throw full(directory.toString(), List.of());
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable("The data directory " + directory + " cannot be read.", e);
        }
    }

    static DatabaseUnavailable explain(DatabaseLocation location, Throwable failure) {
        var causes = causes(failure);
        if (location.isPostgresql()) {
            return PostgresFailure.explain(location, causes).orElseGet(() -> other(location, failure, causes));
        }
        if (causes.stream().anyMatch(cause -> hasCode(cause, Set.of(ErrorCode.DATABASE_ALREADY_OPEN_1)))) {
            return new DatabaseUnavailable(
                    "The database " + location + " is in use: another process holds it. "
                            + "Stop that process, or start with another data directory.",
                    failure);
        }
        if (causes.stream().anyMatch(OpeningFailure::isFull)) {
            return full(location.toString(), causes);
        }
        if (causes.stream().anyMatch(OpeningFailure::isCorrupt)) {
            return new DatabaseUnavailable(
                    "The database " + location + " is damaged and cannot be read. "
                            + "Restore it from a backup, or move it away to start with an empty one.",
                    failure);
        }
        if (causes.stream().anyMatch(cause -> hasCode(cause, UNWRITABLE))) {
            return new DatabaseUnavailable("The database " + location + " cannot be written.", failure);
        }
        return other(location, failure, causes);
    }

    static DatabaseUnavailable newer(DatabaseLocation location, String version) {
        return new DatabaseUnavailable(
                "The database " + location + " was written by a newer version of OpenMNS (schema " + version
                        + "): start that version, or a later one.");
    }

    private static DatabaseUnavailable full(String place, List<Throwable> causes) {
        var message = "The disk of " + place + " has no space left.";
        return causes.isEmpty() ? new DatabaseUnavailable(message) : new DatabaseUnavailable(message, causes.get(0));
    }

    private static DatabaseUnavailable other(DatabaseLocation location, Throwable failure, List<Throwable> causes) {
        var what = causes.stream().anyMatch(FlywayException.class::isInstance)
                ? " has a schema that this version of OpenMNS cannot use"
                : " cannot be opened";
        var root = causes.get(causes.size() - 1);
        var why = String.valueOf(root.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replace(location.url(), location.toString());
        return new DatabaseUnavailable("The database " + location + what + ": " + why, failure);
    }

    private static boolean hasCode(Throwable cause, Set<Integer> codes) {
        return cause instanceof SQLException sql && codes.contains(sql.getErrorCode());
    }

    private static boolean isCorrupt(Throwable cause) {
        return hasCode(cause, CORRUPT_CODES)
                || (cause instanceof MVStoreException store && CORRUPT_STORE.contains(store.getErrorCode()));
    }

    private static boolean isFull(Throwable cause) {
        var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof IOException && message.contains("no space left");
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (var cause = failure; cause != null && causes.size() < CAUSES_MAX; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
