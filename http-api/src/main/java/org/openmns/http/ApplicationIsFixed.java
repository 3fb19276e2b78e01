package org.openmns.http;

/** An application of the configuration: it is changed there. */
public final class ApplicationIsFixed extends RuntimeException {

    public ApplicationIsFixed() {
        super("the application is fixed by the configuration", null, false, false);
    }
}
