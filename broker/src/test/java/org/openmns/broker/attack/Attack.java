package org.openmns.broker.attack;

import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Something hostile that goes on until it is over. */
interface Attack {

    void on(Target target, BooleanSupplier over) throws IOException, InterruptedException;

    /** What was answered, by what it was answered to, that should not have been. */
    default Map<String, String> wrong() {
        return Map.of();
    }
}
