package org.openmns.access;

import java.util.UUID;

/** What comes of asking to follow an event type under approval. */
public sealed interface Filing {

    /** It will be decided on, under this id. */
    record Filed(UUID id) implements Filing {}

    /** This one of the same application for the same type is open already. */
    record Exists(UUID id) implements Filing {}

    /** The application has as many as are kept, and none of them makes room yet. */
    record TooMany() implements Filing {}
}
