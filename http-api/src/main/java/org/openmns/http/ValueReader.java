package org.openmns.http;

import org.openmns.event.FieldErrors;

/** Reads a body of values as its bytes arrive. */
sealed interface ValueReader permits ValueLines, ValueJson {

    /** Takes the next bytes, which are not changed meanwhile. */
    void take(byte[] bytes);

    /** No more will come. */
    void end();

    /** What was wrong with single values, by their line or index; of very many the first ones. */
    FieldErrors errors();
}
