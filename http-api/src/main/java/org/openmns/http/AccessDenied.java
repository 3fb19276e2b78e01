package org.openmns.http;

/** Why a request is answered 401; it says nothing of the token itself. */
public final class AccessDenied extends RuntimeException {

    /** What the client should know. */
    public enum Why {
        /** There is none. */
        MISSING,
        /** It is none of ours, or of nobody who is still known. */
        INVALID,
        /** It was good until its time was over. */
        EXPIRED
    }

    private final Why why;

    public AccessDenied(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
