package org.openmns.http;

/** Why an event was not taken; it is certain that nothing of it was stored only where {@code why} is not {@code UNAVAILABLE}. */
public final class PublishRefused extends RuntimeException {

    /** What the publisher should know. */
    public enum Why {
        /** Too many events wait for the journal. */
        OVERLOADED,
        /** This application has more events under way than its share, while others are publishing, too. */
        OVER_SHARE,
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
