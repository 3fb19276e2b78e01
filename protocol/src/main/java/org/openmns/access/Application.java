package org.openmns.access;

import java.util.List;
import java.util.Optional;

/** One that publishes or subscribes, as an operator has registered it: who it is, how it proves that, what it may do. */
public record Application(ApplicationId id, About about, Keys keys, Permissions permissions) {

    /**
     * What a person reads: its name, whom to ask, and the ODS code of its organisation. {@code internal} is one of this
     * service's own.
     */
    public record About(String name, List<String> contacts, Optional<String> odsCode, boolean internal) {

        public About {
            contacts = List.copyOf(contacts);
        }
    }

    /** Its public keys: as a JWK Set (RFC 7517), or where that is kept. One that has neither gets no token. */
    public record Keys(Optional<String> jwks, Optional<String> jwksUrl) {

        public static final Keys NONE = new Keys(Optional.empty(), Optional.empty());
    }
}
