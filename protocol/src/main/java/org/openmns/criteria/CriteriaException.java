package org.openmns.criteria;

/** Criteria that do not parse: where, and what was expected there. The message is fit for the subscriber. */
public final class CriteriaException extends IllegalArgumentException {

    private final int position;

    public CriteriaException(int position, String message) {
        super(message);
        this.position = position;
    }

    static CriteriaException expected(int position, String expected, String found) {
        return new CriteriaException(
                position, "At position " + (position + 1) + ": expected " + expected + ", found " + found);
    }

    /** Index of the offending character, from 0; the message counts from 1. */
    public int position() {
        return position;
    }
}
