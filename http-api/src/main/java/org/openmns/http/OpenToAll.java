package org.openmns.http;

import java.util.Set;

/** What is answered without asking who asks: that the service lives, how to speak with it, and where tokens come from. */
enum OpenToAll {
    /** With the inbox, which plays a receiver. */
    IN_SANDBOX,
    IN_PRODUCTION;

    private static final Set<String> PATHS =
            Set.of("/", "/_ping", "/_status", ServiceRoutes.OPENAPI, TokenRoutes.PATH, "/health/live", "/health/ready");

    private static final String INBOX = "/inbox/";

    /** What an inbox takes in one message: a delivery can be as large as a hydrated Bundle. */
    private static final int INBOX_BYTES_MAX = 1 << 20;

    /** What a stranger may send: the largest that is asked for is a signed JWT. */
    private static final int BYTES_MAX = 32 << 10;

    /** Whether this is such a path. */
    boolean includes(String path) {
        return PATHS.contains(path) || isInbox(path) || HandshakeRoutes.areMeantBy(path);
    }

    /** How large a body may be there, where all others may be so large. */
    int bytesMax(String path, int others) {
        return isInbox(path) ? INBOX_BYTES_MAX : Math.min(BYTES_MAX, others);
    }

    private boolean isInbox(String path) {
        return this == IN_SANDBOX && path.startsWith(INBOX);
    }
}
