package org.openmns.event;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;

/**
 * What is found to be wrong by a schema, with a limit: the library has none, also not for what it finds in the branches of an
 * {@code anyOf} and then drops. A subclass, for there is no other way to stop it.
 */
final class Findings extends ExecutionContext {

    /** Some megabytes. */
    static final int MAX = 10_000;

    private int count;

    Findings(ExecutionConfig config) {
        super(config);
    }

    /** More is wrong than is looked for. */
    static final class TooMany extends RuntimeException {

        private TooMany() {
            super("more is wrong than is looked for", null, false, false);
        }
    }

    @Override
    public void addError(Error error) {
        if (++count > MAX) {
            throw new TooMany();
        }
        super.addError(error);
    }
}
