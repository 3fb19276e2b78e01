package org.openmns.http;

/** Why an event was not taken; it is certain that nothing of it was stored only where {@code why} is {@code OVERLOADED}. */
public final class PublishRefused extends RuntimeException {

    /** What the publisher should know. */
    public enum Why {
        /** Too many events wait for the journal. */
        OVERLOADED,
        /** The topic or its journal does not answer now. */
        UNAVAILABLE
    }

    private final Why why;

    public PublishRefused(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
