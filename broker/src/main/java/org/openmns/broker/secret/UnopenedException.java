package org.openmns.broker.secret;

/** Something sealed that cannot be opened; the message says why, and nothing of what is in it. */
public final class UnopenedException extends RuntimeException {

    UnopenedException(String problem) {
        super("what is stored " + problem);
    }
}
