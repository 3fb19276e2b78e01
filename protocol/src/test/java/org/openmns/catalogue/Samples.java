package org.openmns.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.event.DataSchema;
import org.openmns.event.EventType;
import org.openmns.event.EventType.Filter;
import org.openmns.event.EventType.Format;
import org.openmns.event.Filters;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;
import org.openmns.subscription.DeliveryOptions.OrderingKey;

/** Entries of a catalogue. */
final class Samples {

    static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");

    private Samples() {}

    /** With everything that an entry may have. */
    static CatalogueEntry referral(String owner) {
        var filters = List.of(
                new Filter("urgency", Format.STRING, List.of("routine", "urgent"), "How soon"),
                new Filter("gppractice", Format.ODS_PRACTICE, List.of(), ""));
        var type = new EventType(
                new TopicName("referral-made-1"),
                new EventType.Description("A referral", "uk.nhs.referrals", Optional.of("ServiceRequest"), false),
                new Filters(filters, false),
                Optional.of(DataSchema.stored(object("{\"type\":\"object\",\"required\":[\"number\"]}"))),
                JsonBytes.of("{\"data\":{\"number\":1}}"));
        return new CatalogueEntry(
                type,
                new Terms(
                        new Governance(Optional.of(new ApplicationId(owner)), true),
                        new Status(Status.Stage.DEPRECATED, Optional.of(NEW_YEAR)),
                        Optional.of(Duration.ofDays(30)),
                        Optional.of(OrderingKey.SUBSCRIPTION)));
    }

    /** With as little as one may have. */
    static CatalogueEntry plain() {
        return CatalogueEntry.of(new EventType(
                new TopicName("plain-1"),
                new EventType.Description("Plain", "s", Optional.empty(), false),
                List.of(),
                JsonBytes.of("{}")));
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) new JsonMapper().readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
