package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.Terms;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand;

/**
 * A door that asks for tokens. Behind it are one of each thing of {@code acme}, which every body and answer about them names;
 * an event type under approval that {@code flags} owns; and {@code other}, who may publish and follow anything.
 */
final class RouteScene {

    static final String ID = "11111111-1111-4111-8111-111111111111";
    static final String TYPE = "patientflags-change-1";

    private static final String COHORT = "of-acme";
    private static final String REASON = "{\"reason\":\"because\"}";
    private static final String FORM = "grant_type=client_credentials&client_assertion=a.b.c&client_assertion_type="
            + "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** By which the right one gets what it asks for. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("POST /events", Api.EVENT),
            Map.entry("POST /oauth2/token", FORM),
            Map.entry("POST /inbox/{name}", "{}"),
            Map.entry(
                    "POST /criteria/check", "{\"criteria\":\"eventType='" + TYPE + "'\",\"event\":" + Api.EVENT + "}"),
            Map.entry("POST /subscriptions", Api.SUBSCRIPTION),
            Map.entry("PUT /subscriptions/{id}", Api.SUBSCRIPTION),
            Map.entry(
                    "POST /subscriptions/{id}/replay",
                    "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"),
            Map.entry("PUT /cohorts/{name}", "[\"FGM\"]"),
            Map.entry("PATCH /cohorts/{name}", "{\"add\":[\"FGM\"]}"),
            Map.entry("PUT /applications/{application}", "{\"name\":\"Another name\"}"),
            Map.entry(
                    "PUT /event-types/{type}",
                    "{\"about\":{\"description\":\"Another one\"},\"example\":" + Api.EVENT + "}"),
            Map.entry("POST /event-types/{type}/access-requests", "{\"useCase\":\"to know\"}"),
            Map.entry("POST /event-types/{type}/access-requests/{id}/refuse", REASON),
            Map.entry("POST /event-types/{type}/access-requests/{id}/withdraw", REASON));

    final Api api;
    private final AtomicInteger asked = new AtomicInteger();

    RouteScene(ActorTestKit actors, ActorRef<SubscriptionCommand> subscriptions) {
        api = new Api(actors, Api.LIMITS, HttpApi.Allowance.UNLIMITED, probe -> {
            asked.incrementAndGet();
            return subscriptions;
        });
        api.onboarding.open = false;
        token("acme", "acme", "events:create:" + TYPE, "subscriptions:create:" + TYPE);
        token("bare", "acme");
        token("other", "other", "events:create:*", "subscriptions:create:*");
        token("flags", "flags");
        token("ops", "ops", "operator");
        token("new", "new");
        ownEverything();
    }

    private void token(String word, String application, String... permissions) {
        var all = Stream.of(permissions)
                .map(text -> Permission.parse(text).orElseThrow())
                .toList();
        var caller = new Caller(new ApplicationId(application), new Permissions(Set.copyOf(all)), Set.of(), Set.of());
        api.onboarding.callers.put(word, caller);
    }

    private void ownEverything() {
        api.register(ID, "acme", Api.SUBSCRIPTION.replace("gp.example", "acme.example"));
        api.cohorts.of("acme").put(COHORT, new TreeSet<>(Set.of("a patient of acme")));
        var claim = new Claim(new TopicName(TYPE), new ApplicationId("acme"), "acme asks", Optional.empty());
        api.onboarding.requests.add(UUID.fromString(ID), claim);
        var about = new Application.About("Leaver", List.of("it@leaver.example"), Optional.empty(), false);
        var leaver = new ApplicationId("leaver");
        api.onboarding.registered.put(leaver, new Application(leaver, about, Application.Keys.NONE, Permissions.NONE));
        api.onboarding.requests.governance = new Governance(Optional.of(new ApplicationId("flags")), true);
        var type = api.types.entries().find(new TopicName(TYPE)).orElseThrow().type();
        var usual = Terms.USUAL;
        var terms =
                new Terms(api.onboarding.requests.governance, usual.status(), usual.retention(), usual.orderingKey());
        api.types
                .put(new CatalogueEntry(type, terms), Caller.SANDBOX)
                .toCompletableFuture()
                .join();
    }

    /** All that there is, and how often a subscription was asked for anything. */
    List<Object> state() {
        return List.of(
                api.published.size(),
                Map.copyOf(api.registered),
                cohorts(),
                Map.copyOf(api.onboarding.registered),
                List.copyOf(api.onboarding.requests.all),
                List.copyOf(api.onboarding.requests.deletedOf),
                List.copyOf(api.onboarding.assertions),
                List.copyOf(api.types.entries().all()),
                asked.get());
    }

    private Map<String, String> cohorts() {
        return new TreeMap<>(api.cohorts.owners.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().toString())));
    }

    /** What another application may not touch, whatever it makes for itself. */
    List<Object> ofAcme() {
        return List.of(
                Map.copyOf(api.registered),
                api.cohorts.of("acme").toString(),
                api.onboarding.requests.all.stream()
                        .filter(each -> each.claim().application().value().equals("acme"))
                        .toList());
    }

    Api.Answer call(String route, String authorization) {
        var space = route.indexOf(' ');
        var method = HttpMethods.lookup(route.substring(0, space)).orElseThrow();
        var request = HttpRequest.create(path(route.substring(space + 1))).withMethod(method);
        var body = BODIES.getOrDefault(route, "");
        var sent = body.isEmpty() ? request : request.withEntity(type(route), body.getBytes(UTF_8));
        return api.call(
                authorization.isEmpty() ? sent : sent.addHeader(RawHeader.create("Authorization", authorization)));
    }

    private static String path(String template) {
        return template.replace("{id}", ID)
                .replace("{type}", TYPE)
                .replace("{application}", "leaver")
                .replace("{name}", COHORT)
                .replace("{token}", "secret");
    }

    private static ContentType type(String route) {
        return switch (route) {
            case "POST /events" -> Api.type("cloudevents+json");
            case "POST /oauth2/token" -> MediaTypes.APPLICATION_X_WWW_FORM_URLENCODED.toContentType();
            default -> ContentTypes.APPLICATION_JSON;
        };
    }
}
