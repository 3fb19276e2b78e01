package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Ruling.Taken;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Filing;
import org.openmns.access.Governance;
import org.openmns.access.Permissions;
import org.openmns.broker.Databases;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** Values that the tests of this package store. */
final class Samples {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final ApplicationId OWNER = new ApplicationId("flags");
    static final Instant NOW = Instant.parse("2026-10-25T01:30:00.123456Z");

    private Samples() {}

    static Database open(Path directory) {
        return Database.open(Databases.in(directory));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    static SubscriptionId id() {
        return new SubscriptionId(UUID.randomUUID());
    }

    static Registration registration(SubscriptionId id, String owner, String eventType) {
        return new Registration(
                id,
                owner,
                Criteria.parse("eventType='" + eventType + "'"),
                new Standing(Status.ACTIVE, Optional.empty()),
                "{\"resourceType\":\"Subscription\",\"reason\":\"caf\u00e9 \ud83d\ude00\"}");
    }

    static Event event(String id) {
        return new Event(
                new Event.Attributes(
                        new TopicName("pds-change-of-gp-2"),
                        new EventId("uk.nhs.personal-demographics-service", id),
                        "2026-10-25T01:30:00.100+01:00",
                        Optional.of("9912003888"),
                        new Event.Reference(Optional.of("https://pds.example/Patient/9912003888"), Optional.empty())),
                new Filtering(Map.of("age", 7L, "codes", List.of("A", 2L))),
                JsonBytes.of("{\"id\":\"" + id + "\",\"note\":\"\ud83d\ude00\"}"),
                new Event.Trace("correlation", Optional.empty()));
    }

    static DeadLetter deadLetter(SubscriptionId subscription, long offset, String error) {
        return new DeadLetter(subscription, new Occurrence(offset, event("e" + offset)), 11, error, NOW);
    }

    static AttemptRecord attempt(SubscriptionId subscription, int number, Instant at, boolean delivered) {
        var result = delivered
                ? new AttemptRecord.Result(true, Optional.of(204), "204", Duration.ofMillis(12))
                : new AttemptRecord.Result(false, Optional.empty(), "connection refused", Duration.ofMillis(3));
        return new AttemptRecord(subscription, 65_536L * number, number, at, result);
    }

    static AccessRequest accessRequest(TopicName type, ApplicationId application) {
        var claim = new Claim(type, application, "to know", Optional.of("eventType='" + type + "'"));
        return new AccessRequest(UUID.randomUUID(), claim, NOON, AccessRequest.Status.REQUESTED, Optional.empty());
    }

    /** One that was filed there. */
    static AccessRequest filed(AccessRequestTable table, TopicName type, ApplicationId application) {
        var request = accessRequest(type, application);
        assertThat(await(table.file(request))).isEqualTo(new Filing.Filed(request.id()));
        return request;
    }

    /** What it becomes by this step of the type's owner. */
    static AccessRequest take(AccessRequestTable table, Step step, AccessRequest request) {
        var owner = new Caller(OWNER, Permissions.NONE, Set.of(), Set.of());
        var governance = new Governance(Optional.of(OWNER), true);
        var why = new Decision(OWNER, NOON, Optional.of("because"));
        var ruling = await(table.change(request.id(), before -> before.take(step, owner, governance, why)));
        return ((Taken) ruling.orElseThrow()).request();
    }
}
