package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.RetrySchedule;

/**
 * Reads our own element {@code delivery} of a Subscription: order, retries and pace, over the node's defaults. What it holds
 * of credentials {@link CredentialsReader} reads.
 */
final class DeliveryReader {

    /** More open requests than this to one endpoint is load, not speed. */
    static final int IN_FLIGHT_MAX = 256;

    static final int RATE_PER_SECOND_MAX = 10_000;

    static final Duration ATTEMPT_TIMEOUT_MAX = Duration.ofSeconds(60);

    private static final Duration ATTEMPT_TIMEOUT_MIN = Duration.ofSeconds(1);

    private static final Duration WAIT_MIN = Duration.ofMillis(1);

    private static final Set<String> FIELDS = Set.of(
            "orderingKey",
            "retries",
            "attemptTimeout",
            "inFlightMax",
            "ratePerSecondMax",
            "oauth2",
            "clientCertificate");

    private static final int CODE_LENGTH_MAX = 64;

    private final DeliveryOptions defaults;

    DeliveryReader(DeliveryOptions defaults) {
        this.defaults = defaults;
    }

    /** {@code ofType} is the ordering key of the event type, for whoever asks for none. */
    DeliveryOptions read(Fields subscription, Optional<OrderingKey> ofType) {
        return subscription
                .optionalObject("delivery")
                .map(delivery -> options(delivery.only(FIELDS), ofType))
                .orElseGet(() -> defaults.orderedBy(ofType.orElse(defaults.orderingKey())));
    }

    private DeliveryOptions options(Fields delivery, Optional<OrderingKey> ofType) {
        var rate = delivery.optionalInteger("ratePerSecondMax", 1, RATE_PER_SECOND_MAX);
        return new DeliveryOptions(
                orderingKey(delivery).or(() -> ofType).orElse(defaults.orderingKey()),
                retries(delivery),
                duration(delivery, "attemptTimeout", ATTEMPT_TIMEOUT_MIN, ATTEMPT_TIMEOUT_MAX)
                        .orElse(defaults.attemptTimeout()),
                delivery.optionalInteger("inFlightMax", 1, IN_FLIGHT_MAX).orElse(defaults.inFlightMax()),
                rate.isPresent() ? rate : defaults.ratePerSecondMax());
    }

    static Optional<OrderingKey> orderingKey(Fields delivery) {
        var text = delivery.optionalText("orderingKey", CODE_LENGTH_MAX);
        var key = text.flatMap(name -> Stream.of(OrderingKey.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst());
        if (text.isPresent() && key.isEmpty()) {
            delivery.wrong("orderingKey", "Please provide 'subject', 'none' or 'subscription'");
        }
        return key;
    }

    private RetrySchedule retries(Fields delivery) {
        if (!delivery.has("retries")) {
            return defaults.retries();
        }
        var overallMax = defaults.retries().overallMax();
        var waits = new ArrayList<Duration>();
        for (JsonNode text : delivery.optionalArray("retries", RetrySchedule.RETRIES_MAX)) {
            var wait = duration(text.isTextual() ? text.textValue() : "", WAIT_MIN, overallMax);
            if (wait.isEmpty()) {
                delivery.wrong("retries[" + waits.size() + "]", durationWanted(WAIT_MIN, overallMax));
            }
            waits.add(wait.orElse(WAIT_MIN));
        }
        return new RetrySchedule(List.copyOf(waits), overallMax);
    }

    /** The duration in a field that may be left out. */
    static Optional<Duration> duration(Fields fields, String name, Duration min, Duration max) {
        var text = fields.optionalText(name, CODE_LENGTH_MAX);
        var duration = text.flatMap(each -> duration(each, min, max));
        if (text.isPresent() && duration.isEmpty()) {
            fields.wrong(name, durationWanted(min, max));
        }
        return duration;
    }

    private static Optional<Duration> duration(String text, Duration min, Duration max) {
        try {
            return Optional.of(text)
                    .filter(each -> each.length() <= CODE_LENGTH_MAX)
                    .map(Duration::parse)
                    .filter(each -> each.compareTo(min) >= 0 && each.compareTo(max) <= 0);
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static String durationWanted(Duration min, Duration max) {
        return "Please provide an ISO 8601 duration from " + min + " to " + max;
    }
}
