package org.openmns.broker.store;

import java.sql.SQLException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** What SQL calls the constraints that a statement can violate, by their SQLSTATE, alike in both dialects. */
enum Violation {
    /** Another row has this already. */
    UNIQUE("23505"),
    /** Another row refers to this, or what this refers to is not there. */
    FOREIGN_KEY("23503");

    private final String state;

    Violation(String state) {
        this.state = state;
    }

    /** Whether the statement failed by it. */
    boolean isBehind(UnableToExecuteStatementException failed) {
        return failed.getCause() instanceof SQLException sql && state.equals(sql.getSQLState());
    }
}
