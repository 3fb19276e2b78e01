package org.openmns.broker.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** Webhooks whose clock stands still, and what becomes of their attempts. */
final class Webhooks {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Webhooks() {}

    static Webhook webhook(WebhookSettings settings, Resolver resolver) {
        return new Webhook(settings, "https://mns.example", resolver, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static Outcome outcome(Webhook webhook, Attempt attempt) throws Exception {
        return webhook.attempt(attempt).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
