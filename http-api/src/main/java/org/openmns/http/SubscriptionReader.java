package org.openmns.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionId;

/** Reads a FHIR R4 Subscription as a subscriber sends it, and names every wrong field at once. */
final class SubscriptionReader {

    /** What R4 defines, without elements that change the meaning of others, and our own {@code delivery}. */
    private static final Set<String> FIELDS = Set.of(
            "resourceType",
            "id",
            "meta",
            "language",
            "text",
            "contained",
            "extension",
            "status",
            "contact",
            "end",
            "reason",
            "criteria",
            "error",
            "channel",
            "hydration",
            "delivery");

    /** FHIR's {@code instant}: seconds and an offset are required. */
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    private static final int CODE_LENGTH_MAX = 64;
    private static final int REASON_LENGTH_MAX = 4_096;

    /** Of all that is kept as it was sent, beside the criteria, which have a limit of their own. */
    static final int BYTES_MAX = 64 << 10;

    private final CriteriaReader criteria;
    private final ChannelReader channel;
    private final DeliveryReader delivery;
    private final Clock clock;

    SubscriptionReader(CriteriaReader criteria, ChannelReader channel, DeliveryReader delivery, Clock clock) {
        this.criteria = criteria;
        this.channel = channel;
        this.delivery = delivery;
        this.clock = clock;
    }

    /**
     * The new subscription in this body.
     *
     * @throws RequestRefused naming every wrong field
     */
    Subscription read(byte[] body) {
        return read(body, Optional.empty(), JsonNodeFactory.instance.objectNode());
    }

    /**
     * What this body makes of a subscription, whose id it may repeat but not contradict.
     *
     * @throws RequestRefused naming every wrong field
     */
    Subscription read(byte[] body, Registration changed) {
        return read(body, Optional.of(changed.id()), SubscriptionResource.stored(changed));
    }

    private Subscription read(byte[] body, Optional<SubscriptionId> id, ObjectNode stored) {
        var document = StrictJson.read(body);
        StoredValues.of(stored).restore(document.root(), document.errors());
        var fields = new Fields("", document.root(), document.errors()).only(FIELDS);
        checkHead(fields, id);
        var criteriaRead = criteria.read(fields, "criteria");
        var end = end(fields, stored);
        var options = delivery.read(fields, criteriaRead.flatMap(criteria::orderingKey));
        var channelRead = channel.read(fields);
        if (criteriaRead.isEmpty()
                || channelRead.isEmpty()
                || !document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        requireShort(document.root());
        var resource = document.root().toString();
        return new Subscription(criteriaRead.get(), channelRead.get(), options, end, resource);
    }

    private static void requireShort(ObjectNode sent) {
        var rest = JsonNodeFactory.instance.objectNode();
        rest.setAll(sent);
        rest.remove("criteria");
        if (rest.toString().getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new RequestRefused(Errors.subscriptionTooLarge(BYTES_MAX));
        }
    }

    private static void checkHead(Fields fields, Optional<SubscriptionId> id) {
        if (!fields.node().path("resourceType").asText().equals("Subscription")) {
            fields.wrong("resourceType", "Please provide the correct resource type for this endpoint");
        }
        if (id.isPresent()
                && fields.has("id")
                && !fields.node().get("id").asText().equals(id.get().toString())) {
            fields.wrong("id", "Please provide the id that the URL names, or none");
        }
        var status = fields.text("status", 1, CODE_LENGTH_MAX);
        if (status.isPresent() && !status.get().equals("requested")) {
            fields.wrong("status", "Please provide the status 'requested'");
        }
        fields.text("reason", 0, REASON_LENGTH_MAX);
    }

    /** One that has passed is only taken where it is stored already: whoever sends back what they read changes nothing of it. */
    private Optional<Instant> end(Fields fields, ObjectNode stored) {
        var text = fields.optionalText("end", CODE_LENGTH_MAX);
        var end = text.flatMap(SubscriptionReader::instant);
        if (text.isPresent() && end.isEmpty()) {
            fields.wrong("end", "Please provide an instant such as 2030-01-31T23:59:59Z");
        }
        if (end.isPresent()
                && !end.get().isAfter(clock.instant())
                && !end.equals(instant(stored.path("end").asText()))) {
            fields.wrong("end", "Please provide an instant that has not passed");
        }
        return end;
    }

    /** The moment in this text, if it has FHIR's form. */
    static Optional<Instant> instant(String text) {
        try {
            return INSTANT.matcher(text).matches()
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException noSuchDay) {
            return Optional.empty();
        }
    }
}
