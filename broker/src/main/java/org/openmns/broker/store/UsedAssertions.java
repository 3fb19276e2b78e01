package org.openmns.broker.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Remembers which signed JWTs were given for a token, on whatever node: each is good once. */
public final class UsedAssertions {

    private static final String INSERT = "INSERT INTO used_assertion (hash, expires_at) VALUES (:hash, :expiresAt)";
    private static final String FORGET = "DELETE FROM used_assertion WHERE expires_at < :now";

    /** What SQL calls a violated unique constraint. */
    private static final String DUPLICATE = "23505";

    private final Database database;

    public UsedAssertions(Database database) {
        this.database = database;
    }

    /** Notes its use, durably; false where it was used before. */
    public CompletionStage<Boolean> use(byte[] hash, Instant expiresAt) {
        return database.run(handle -> {
            try {
                handle.createUpdate(INSERT)
                        .bind("hash", hash)
                        .bind("expiresAt", Column.time(expiresAt))
                        .execute();
                return true;
            } catch (UnableToExecuteStatementException failed) {
                if (failed.getCause() instanceof SQLException sql && DUPLICATE.equals(sql.getSQLState())) {
                    return false;
                }
                throw failed;
            }
        });
    }

    /** Those whose time is over; says how many. */
    public CompletionStage<Integer> forget(Instant now) {
        return database.run(handle ->
                handle.createUpdate(FORGET).bind("now", Column.time(now)).execute());
    }
}
