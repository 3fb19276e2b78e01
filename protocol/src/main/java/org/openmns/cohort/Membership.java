package org.openmns.cohort;

/** A cohort as criteria see it, whatever becomes of it meanwhile. For any thread. */
@FunctionalInterface
public interface Membership {

    /** Whether the cohort holds this value now; numbers by their canonical text. */
    boolean contains(String text);
}
