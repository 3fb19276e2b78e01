package org.openmns.http;

/** The JWK Set of an application cannot be read as one: whoever registers it is to know, not who then gets no token. */
public final class KeysUnusable extends RuntimeException {

    public KeysUnusable() {
        super("the JWK Set cannot be used", null, false, false);
    }
}
