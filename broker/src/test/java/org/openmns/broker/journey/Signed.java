package org.openmns.broker.journey;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openmns.broker.Sink.Received;

/** Verifies what a webhook received with the Standard Webhooks library, which we did not write. */
final class Signed {

    private Signed() {}

    /** Whether the request is signed with this secret. */
    static boolean with(String secret, Received request) {
        try {
            new Webhook(secret).verify(request.body(), headers(request));
            return true;
        } catch (WebhookVerificationException refused) {
            return false;
        } catch (Exception unusable) {
            throw new AssertionError("the library cannot use the secret", unusable);
        }
    }

    private static Map<String, List<String>> headers(Received request) {
        return Stream.of("webhook-id", "webhook-timestamp", "webhook-signature")
                .collect(Collectors.toMap(name -> name, name -> List.of(request.header(name))));
    }
}
