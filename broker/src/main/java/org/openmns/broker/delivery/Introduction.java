package org.openmns.broker.delivery;

import java.util.Optional;

/**
 * All that one handshake needs to know: whom to ask, as if it were an attempt with this event; the rate in requests a minute
 * that is asked for; and the token that lets the endpoint agree later.
 */
public record Introduction(Attempt attempt, Optional<Integer> perMinute, String token) {

    @Override
    public String toString() {
        return "Introduction[" + attempt.subscription() + "]";
    }
}
