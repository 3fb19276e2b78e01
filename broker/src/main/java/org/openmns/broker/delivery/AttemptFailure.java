package org.openmns.broker.delivery;

import org.openmns.broker.delivery.Outcome.Verdict;

/** Why an attempt of ours could not be made; its message is the outcome's detail. Thrown to be mapped, so traceless. */
final class AttemptFailure extends RuntimeException {

    private final Verdict verdict;

    AttemptFailure(Verdict verdict, String detail) {
        super(detail, null, false, false);
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
