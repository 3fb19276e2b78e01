package org.openmns.bench;

/** Rounds what is reported to what can be believed. */
final class Figure {

    private Figure() {}

    /** Seconds since this reading of {@link System#nanoTime}. */
    static double since(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    static double seconds(double seconds) {
        return Math.round(seconds * 10) / 10.0;
    }

    static double milliseconds(long micros) {
        return Math.round(micros / 10.0) / 100.0;
    }

    static long mebibytes(long bytes) {
        return bytes / (1_024 * 1_024);
    }
}
