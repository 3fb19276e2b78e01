package org.openmns.broker.client;

/** Why an errand was not done, and the exit code that says whose fault it is: 1 the world's, 2 that of what was asked. */
public final class ErrandFailure extends RuntimeException {

    private final int code;

    private ErrandFailure(int code, String sentence) {
        super(sentence);
        this.code = code;
    }

    static ErrandFailure ofWorld(String sentence) {
        return new ErrandFailure(1, sentence);
    }

    static ErrandFailure ofRequest(String sentence) {
        return new ErrandFailure(2, sentence);
    }

    /** The program's. */
    public int code() {
        return code;
    }
}
