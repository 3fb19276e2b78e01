package org.openmns.broker.client;

/** Something that the program does instead of being a node. */
public sealed interface Errand permits NewKey, NewToken {

    /**
     * Does it, and answers what to print.
     *
     * @throws ErrandFailure saying in a sentence why it could not be done
     */
    String run();
}
