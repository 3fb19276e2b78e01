package org.openmns.http;

import java.util.Set;

/** What is answered without asking who asks: that the service lives, how to speak with it, and where tokens come from. */
final class OpenToAll {

    private static final Set<String> PATHS =
            Set.of("/", "/_ping", "/_status", ServiceRoutes.OPENAPI, TokenRoutes.PATH, "/health/live", "/health/ready");

    private static final String INBOX = "/inbox/";

    private OpenToAll() {}

    /** Whether this is such a path; the inbox is there in the sandbox only, and plays a receiver. */
    static boolean is(String path) {
        return PATHS.contains(path) || path.startsWith(INBOX) || HandshakeRoutes.areMeantBy(path);
    }
}
