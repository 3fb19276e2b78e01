package org.openmns.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Gives access tokens to applications that prove who they are. */
@FunctionalInterface
public interface Tokens {

    /** What is answered; it says itself to nobody. */
    record Issued(String token, Duration life) {

        @Override
        public String toString() {
            return "Issued[" + life + "]";
        }
    }

    /** A token for whoever signed this JWT (RFC 7523); fails with {@link TokenRefused}. */
    CompletionStage<Issued> issue(String assertion);
}
