package org.openmns.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/** Refuses in H2 what would change or delete an entry of the audit log. Its name stands in stored schemas: it stays. */
public final class AuditEntryStays implements Trigger {

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        throw new SQLException("the audit log is only added to");
    }
}
