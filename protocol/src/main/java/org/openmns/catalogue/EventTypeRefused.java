package org.openmns.catalogue;

/** An event type was not put, and why. */
public final class EventTypeRefused extends RuntimeException {

    private final Why why;

    public EventTypeRefused(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }

    /** What stands in the way. */
    public enum Why {
        /** Neither an operator nor the owner asks, or an owner for another owner. */
        NOT_YOURS,
        TOO_MANY_TYPES
    }
}
