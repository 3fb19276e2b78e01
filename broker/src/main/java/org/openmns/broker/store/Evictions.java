package org.openmns.broker.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** After which failures a connection leaves the pool, besides those that Hikari knows to be the end of one. */
public final class Evictions implements SQLExceptionOverride {

    /** The server takes no writes: it has become a standby, and a new connection may find the one that takes them. */
    static final String READ_ONLY = "25006";

    /** Hikari makes it by its name. */
    public Evictions() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
