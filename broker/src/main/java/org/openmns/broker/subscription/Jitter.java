package org.openmns.broker.subscription;

/** Where spread comes from: a number between -1 and 1, new at each call. */
@FunctionalInterface
interface Jitter {

    double next();
}
