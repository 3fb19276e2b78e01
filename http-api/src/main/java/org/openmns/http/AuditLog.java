package org.openmns.http;

import java.util.concurrent.CompletionStage;
import org.openmns.access.AuditEntry;
import org.openmns.protocol.Listing;

/** What was done, by whom, to what; it is only ever added to. */
@FunctionalInterface
public interface AuditLog {

    /** Entries with numbers above this one, oldest first, at most {@code max} of them and fewer large ones. */
    CompletionStage<Listing<AuditEntry>> list(long after, int max);
}
