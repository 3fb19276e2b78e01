package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.openmns.access.AuditEntry;

/** What was done, by whom, to what; it is only ever added to. */
@FunctionalInterface
public interface AuditLog {

    /** Entries with numbers above this one, oldest first. */
    CompletionStage<List<AuditEntry>> list(long after, int max);
}
