package org.openmns.criteria;

import java.util.Optional;

/** Whether an event matches and, where it does not, the text of the first test that it failed. */
public record Explanation(boolean matches, Optional<String> failedTest) {

    static final Explanation MATCHES = new Explanation(true, Optional.empty());

    static Explanation failed(String test) {
        return new Explanation(false, Optional.of(test));
    }

    /** Says no test: its values may identify a patient. */
    @Override
    public String toString() {
        return "Explanation[" + matches + "]";
    }
}
