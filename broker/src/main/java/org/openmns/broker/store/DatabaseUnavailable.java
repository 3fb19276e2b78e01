package org.openmns.broker.store;

/** The database cannot be opened; the message is one plain sentence for the operator, who needs no stack trace. */
public final class DatabaseUnavailable extends RuntimeException {

    DatabaseUnavailable(String message) {
        super(message);
    }

    DatabaseUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
