package org.openmns.bench;

/** How long scenarios warm up and measure, and how large those are that can be small. */
record Effort(int warmUpSeconds, int seconds, Sizes sizes) {

    /**
     * {@code rate}: events a second where a scenario has a fixed one; 0 takes the scenario's own. {@code active}: how many
     * subscriptions the events of the filter scenarios are about.
     */
    record Sizes(long events, int practices, int soakMinutes, int rate, int active) {}

    int rateOr(int own) {
        return sizes.rate > 0 ? sizes.rate : own;
    }
}
