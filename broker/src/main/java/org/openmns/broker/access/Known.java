package org.openmns.broker.access;

import java.time.Instant;
import java.util.Optional;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;

/**
 * What a token that has been verified says: whose it is, and until when it lets in here. {@code permissions} are those that an outside
 * issuer put into it; without, those count that are registered here.
 */
record Known(ApplicationId application, Instant expiresAt, Optional<Permissions> permissions) {

    static Known registered(ApplicationId application, Instant expiresAt) {
        return new Known(application, expiresAt, Optional.empty());
    }
}
