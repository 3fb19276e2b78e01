package org.openmns.bench;

/** How long scenarios warm up and measure, and how large those are that can be small. */
record Effort(int warmUpSeconds, int seconds, Sizes sizes) {

    /**
     * {@code rate}: events a second where a scenario has a fixed one; 0 takes the scenario's own.
     */
    record Sizes(long events, int practices, int soakMinutes, int rate, Idle filters) {}

    /** How many subscriptions have events while all others are idle, and how long the API may take to create all. */
    record Idle(int active, int apiSeconds) {}

    int rateOr(int own) {
        return sizes.rate > 0 ? sizes.rate : own;
    }
}
