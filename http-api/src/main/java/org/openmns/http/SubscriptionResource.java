package org.openmns.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import org.openmns.subscription.Registration;

/**
 * Shows subscriptions as FHIR: what the subscriber sent, without its credentials, and with the id, status
 * and error of the moment.
 */
final class SubscriptionResource {

    /** FHIR wants decimals back as they were sent, to the last zero. */
    private static final ObjectReader EXACT = Json.MAPPER
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private SubscriptionResource() {}

    static ObjectNode of(Registration registration) {
        var sent = stored(registration);
        var shown = Json.MAPPER.createObjectNode();
        shown.put("resourceType", "Subscription");
        shown.put("id", registration.id().toString());
        sent.remove(List.of("resourceType", "id", "error"));
        shown.setAll(sent);
        HiddenValues.hide(shown);
        shown.put("status", registration.standing().status().code());
        registration.standing().error().ifPresent(error -> shown.put("error", error));
        return shown;
    }

    /** As it was sent, with its credentials. */
    static ObjectNode stored(Registration registration) {
        try {
            return (ObjectNode) EXACT.readTree(registration.resource());
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("we stored what is not JSON: " + registration.id(), impossible);
        }
    }
}
