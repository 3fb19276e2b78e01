package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.Membership;
import org.openmns.criteria.Criteria;
import org.openmns.event.Enrichment;
import org.openmns.event.Event;
import org.openmns.event.EventFormat;
import org.openmns.protocol.Listing;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.Holding;
import org.openmns.subscription.Registration;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;

/** The whole door with fakes behind it: what was published, a directory in memory, a probe for every subscription. */
final class Api implements Publisher, Directory, History {

    static final String OWNER = "sandbox";

    static final String SUBSCRIPTION = """
            {"resourceType":"Subscription","status":"requested","reason":"keep our copy current",
             "criteria":"eventType='patientflags-change-1' AND flagtype='NRAF'",
             "channel":{"type":"rest-hook","endpoint":"https://gp.example/hooks/mns","payload":"application/json",
                        "header":["Authorization: Bearer abc"]}}""";

    static final String EVENT = """
            {"specversion":"1.0","id":"e-1","source":"uk.nhs.patient-flags-service","type":"patientflags-change-1",
             "time":"2026-01-01T10:00:00Z","subject":"9000000009","filtering":{"flagtype":"NRAF"}}""";

    static final DeliveryOptions DEFAULTS = new DeliveryOptions(
            DeliveryOptions.OrderingKey.SUBJECT,
            new RetrySchedule(List.of(Duration.ofSeconds(5)), Duration.ofDays(7)),
            Duration.ofSeconds(15),
            16,
            Optional.empty());

    static final HttpApi.Waits WAITS = new HttpApi.Waits(Duration.ofSeconds(3), Duration.ofSeconds(7));
    static final HttpApi.Limits LIMITS =
            new HttpApi.Limits(256 * 1024, 1024 * 1024, 256 * 1024, Duration.ofSeconds(3), WAITS);

    /** What a thousand texts of one letter weigh. */
    static final int WEIGHT_MAX = 132_000;

    static final HttpApi.Uploads UPLOADS = new HttpApi.Uploads(
            new HttpApi.Uploads.Sizes(4_000, 1_000, 10, WEIGHT_MAX), 1, Duration.ofSeconds(1), Duration.ofSeconds(3));

    static final HttpApi.Endpoints ENDPOINTS = new HttpApi.Endpoints(
            false, AllowedHosts.of(List.of("sandbox=*.example", "sandbox=::1", "somebody=elsewhere.example")));

    final ConcurrentLinkedQueue<Event> published = new ConcurrentLinkedQueue<>();
    final TreeMap<String, Registration> registered = new TreeMap<>();
    final List<AttemptRecord> attempts = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final TestProbe<SubscriptionCommand> subscription;
    final HttpApi.Vocabulary vocabulary;
    final HttpApi door;
    final FakeOperations operator = new FakeOperations();
    final FakeCohorts cohorts = new FakeCohorts();
    final FakeOnboarding onboarding = new FakeOnboarding();
    final FakeEventTypes types = FakeEventTypes.usual();
    final HttpApi.Stored stored = new HttpApi.Stored(this, this, cohorts);
    Optional<PublishRefused.Why> refusing = Optional.empty();

    /** So many fit into a page, as if they were large. */
    int pageMax = Integer.MAX_VALUE;

    Api(ActorTestKit actors) {
        this(actors, LIMITS);
    }

    /** With these behind it instead of the probe, whatever their ids. */
    static Api before(ActorTestKit actors, HttpApi.Limits limits, RecipientRef<SubscriptionCommand> subscriptions) {
        return new Api(actors, limits, HttpApi.Allowance.UNLIMITED, probe -> subscriptions);
    }

    Api(ActorTestKit actors, HttpApi.Limits limits) {
        this(actors, limits, HttpApi.Allowance.UNLIMITED, TestProbe::ref);
    }

    Api(
            ActorTestKit actors,
            HttpApi.Limits limits,
            HttpApi.Allowance allowance,
            Function<TestProbe<SubscriptionCommand>, RecipientRef<SubscriptionCommand>> subscriptions) {
        subscription = actors.createTestProbe(SubscriptionCommand.class);
        var ports = new HttpApi.Ports(
                this, id -> subscriptions.apply(subscription), stored, this.operator, onboarding.ports(allowance));
        vocabulary = new HttpApi.Vocabulary(
                types,
                FakeEventTypes.LIMITS,
                new EventFormat(() -> types.entries().catalogue(), Enrichment.NONE),
                Api::cohort);
        door = HttpApi.sandbox(
                actors.system(),
                ports,
                vocabulary,
                new HttpApi.Options(limits, UPLOADS, DEFAULTS, ENDPOINTS, "0.1.0"),
                1_000);
    }

    /** The flags that the owner follows. */
    private static Membership cohort(CohortKey key) {
        return text -> key.equals(new CohortKey(OWNER, new CohortName("flags"))) && text.equals("NRAF");
    }

    Registration register(String id, String owner) {
        return register(id, owner, SUBSCRIPTION);
    }

    Registration register(String id, String owner, String resource) {
        var registration = new Registration(
                SubscriptionId.of(id),
                owner,
                Criteria.parse("eventType=patientflags-change-1"),
                new Registration.Standing(Subscription.Status.ACTIVE, Optional.empty()),
                resource);
        registered.put(id, registration);
        return registration;
    }

    @Override
    public CompletionStage<Long> publish(Event event) {
        return publishAll(List.of(event)).thenApply(offsets -> offsets.get(0));
    }

    @Override
    public CompletionStage<List<Long>> publishAll(List<Event> events) {
        if (refusing.isPresent()) {
            return CompletableFuture.failedStage(new PublishRefused(refusing.get()));
        }
        published.addAll(events);
        return CompletableFuture.completedStage(
                events.stream().map(event -> (long) published.size()).toList());
    }

    @Override
    public CompletionStage<Optional<Registration>> find(SubscriptionId id) {
        return CompletableFuture.completedStage(Optional.ofNullable(registered.get(id.toString())));
    }

    @Override
    public CompletionStage<Listing<Registration>> list(String owner, Optional<SubscriptionId> after, int max) {
        var from = after.map(SubscriptionId::toString).orElse("");
        return CompletableFuture.completedStage(page(
                registered.tailMap(from, false).values().stream()
                        .filter(each -> each.owner().equals(owner))
                        .toList(),
                Math.min(max, pageMax)));
    }

    @Override
    public CompletionStage<Holding> count(String owner, int max) {
        var owned = registered.values().stream()
                .filter(each -> each.owner().equals(owner))
                .toList();
        var on = owned.stream()
                .filter(each -> each.standing().status() != Subscription.Status.OFF)
                .count();
        return CompletableFuture.completedStage(new Holding(on, owned.size()));
    }

    @Override
    public CompletionStage<List<AttemptRecord>> attempts(SubscriptionId id, int max) {
        return CompletableFuture.completedStage(attempts.stream().limit(max).toList());
    }

    @Override
    public CompletionStage<Listing<DeadLetter>> deadLetters(SubscriptionId id, long afterOffset, int max) {
        return CompletableFuture.completedStage(page(
                deadLetters.stream()
                        .filter(letter -> letter.occurrence().offset() > afterOffset)
                        .toList(),
                Math.min(max, pageMax)));
    }

    static <T> Listing<T> page(List<T> found, int max) {
        return new Listing<>(found.stream().limit(max).toList(), found.size() > max);
    }

    /** An answer, read whole. */
    record Answer(int status, String body, Map<String, String> headers) {

        JsonNode json() throws Exception {
            return Json.MAPPER.readTree(body);
        }
    }

    CompletionStage<HttpResponse> send(HttpRequest request) {
        return door.apply(request);
    }

    Answer call(HttpRequest request) {
        return answer(send(request));
    }

    static Answer answer(CompletionStage<HttpResponse> sent) {
        var response = sent.toCompletableFuture().join();
        var headers = new TreeMap<String, String>();
        for (HttpHeader header : response.getHeaders()) {
            headers.put(header.lowercaseName(), header.value());
        }
        headers.put("content-type", response.entity().getContentType().toString());
        var body = ((HttpEntity.Strict) response.entity()).getData().utf8String();
        return new Answer(response.status().intValue(), body, headers);
    }

    Answer get(String path) {
        return call(HttpRequest.GET(path));
    }

    Answer post(String path, String json) {
        return call(HttpRequest.POST(path).withEntity(ContentTypes.APPLICATION_JSON, json.getBytes(UTF_8)));
    }

    Answer put(String path, ContentType type, String body) {
        return call(HttpRequest.PUT(path).withEntity(type, body.getBytes(UTF_8)));
    }

    static HttpRequest event(String json) {
        return HttpRequest.POST("/events").withEntity(type("cloudevents+json"), json.getBytes(UTF_8));
    }

    static ContentType type(String subType) {
        return MediaTypes.applicationBinary(subType, true).toContentType();
    }
}
