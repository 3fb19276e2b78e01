package org.openmns.broker.access;

import java.util.concurrent.RejectedExecutionException;

/** The public keys of somebody cannot be read now: nothing is known of the token, and it is to be sent again. */
final class KeysOutOfReach extends RejectedExecutionException {

    KeysOutOfReach(Throwable cause) {
        super("public keys cannot be read now", cause);
    }
}
