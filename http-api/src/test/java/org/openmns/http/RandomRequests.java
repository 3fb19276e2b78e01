package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.openmns.fuzz.GoodEvents;
import org.openmns.fuzz.Mutation;
import org.openmns.fuzz.Pieces;

/** Requests to every route, good ones and such as differ from good ones in their path, query, headers or body. */
final class RandomRequests {

    static final String ID = "11111111-1111-4111-8111-111111111111";

    private static final String SUBSCRIPTIONS = "/subscriptions/" + ID;
    private static final String EVENT_TYPE = "/event-types/referral-made-1";
    private static final String COHORT = "/cohorts/flags";

    private static final String FULL_SUBSCRIPTION = """
            {"resourceType":"Subscription","status":"requested","reason":"","end":"2030-01-31T23:59:59Z",
             "criteria":"eventType=patientflags-change-1 AND flagtype IN ('NRAF','FGM') AND NOT generalpractitioner LIKE 'X%'",
             "channel":{"type":"rest-hook","endpoint":"https://gp.example:8443/hooks?a=b","payload":"application/fhir+json",
                        "header":["Authorization: Bearer abc","X-Key: 1"]},
             "hydration":{"enabled":true,"headers":{"Authorization":"Bearer abc"},"hosts":["*.gp.example"]},
             "delivery":{"orderingKey":"subject","retries":["PT5S","PT1M"],"attemptTimeout":"PT10S","inFlightMax":4,
                         "ratePerSecondMax":50},
             "contact":[{"system":"email","value":"a@b"}],"meta":{"tag":[{"code":"a"}]}}""";

    private static final List<Good> GOOD = List.of(
            new Good("POST", "/events", "application/cloudevents+json", GoodEvents.STRUCTURED.get(0)),
            new Good("POST", "/events", "application/cloudevents+json", GoodEvents.STRUCTURED.get(1)),
            new Good("POST", "/events", "application/cloudevents-batch+json", "[" + Api.EVENT + "," + Api.EVENT + "]"),
            new Good("POST", "/events", "application/json", GoodEvents.LEGACY),
            new Good("POST", "/subscriptions", "application/fhir+json", Api.SUBSCRIPTION),
            new Good("POST", "/subscriptions", "application/fhir+json", FULL_SUBSCRIPTION),
            new Good("PUT", SUBSCRIPTIONS, "application/fhir+json", FULL_SUBSCRIPTION),
            new Good(
                    "POST",
                    "/criteria/check",
                    "application/json",
                    "{\"criteria\":\"eventType=patientflags-change-1 AND flagtype='NRAF'\",\"event\":" + Api.EVENT
                            + "}"),
            new Good("PUT", EVENT_TYPE, "application/json", Referral.REFERRAL),
            new Good("PUT", COHORT, "text/plain", "9000000009\r\nNRAF\n\u00e9\n"),
            new Good("PUT", COHORT, "application/json", "[\"9000000009\",\"NRAF\"]"),
            new Good("PATCH", COHORT, "application/json", "{\"add\":[\"9000000017\"],\"remove\":[\"NRAF\"]}"),
            new Good(
                    "POST",
                    SUBSCRIPTIONS + "/replay",
                    "application/json",
                    "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"),
            new Good("POST", SUBSCRIPTIONS + "/dead-letters/redrive", "application/json", "{\"offsets\":[1,2]}"),
            new Good("POST", "/inbox/me", "application/json", "{\"id\":\"e-1\"}"));

    private static final List<String> PATHS = List.of(
            "/",
            "/_ping",
            "/_status",
            "/health/live",
            "/health/ready",
            "/cluster",
            "/openapi.yaml",
            "/events",
            "/event-types",
            "/event-types/patientflags-change-1",
            EVENT_TYPE,
            "/subscriptions",
            "/subscriptions?continue_from=AQ",
            SUBSCRIPTIONS,
            SUBSCRIPTIONS + "/status",
            SUBSCRIPTIONS + "/attempts?limit=10",
            SUBSCRIPTIONS + "/pause",
            SUBSCRIPTIONS + "/dead-letters?after=0&limit=1",
            SUBSCRIPTIONS + "/dead-letters?offset=65536",
            SUBSCRIPTIONS + "/resume",
            SUBSCRIPTIONS + "/test",
            SUBSCRIPTIONS + "/secret/rotate",
            "/cohorts",
            "/cohorts?after=a&limit=1",
            COHORT,
            COHORT + "/values?after=1&limit=1",
            "/inbox/me",
            "/oauth2/token",
            "/applications",
            "/applications/a");

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");

    private static final List<String> METHODS_WITH_BODY = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/fhir+json",
            "application/cloudevents+json",
            "text/plain",
            "application/cloudevents-batch+json",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "*/*",
            "application/json;q=0",
            "a/b; c=\"d\"",
            "TEXT/PLAIN; charset=UTF-8");

    /** What a good client sends to this path. */
    private record Good(String method, String path, String type, String body) {}

    private RandomRequests() {}

    /** The next request; nothing where its path is none that HTTP's own parser lets pass. */
    static Optional<HttpRequest> next(SplittableRandom random) {
        try {
            return Optional.of(headers(random.nextInt(3) == 0 ? bare(random) : withBody(random), random));
        } catch (IllegalUriException malformed) {
            return Optional.empty();
        }
    }

    private static HttpRequest bare(SplittableRandom random) {
        return request(Pieces.one(METHODS, random), path(Pieces.one(PATHS, random), random));
    }

    private static HttpRequest withBody(SplittableRandom random) {
        var good = Pieces.one(GOOD, random);
        var type = random.nextInt(10) == 0 ? Pieces.one(TYPES, random) : good.type();
        var body = good.type().equals("text/plain")
                ? Mutation.text(good.body(), random).getBytes(UTF_8)
                : Mutation.json(good.body(), random);
        var method = random.nextInt(20) == 0 ? Pieces.one(METHODS_WITH_BODY, random) : good.method();
        var request = request(method, random.nextInt(6) == 0 ? path(good.path(), random) : good.path());
        return good.path().equals("/events") && random.nextInt(4) == 0
                ? binary(request, body, random)
                : request.withEntity(contentType(type), body);
    }

    private static HttpRequest binary(HttpRequest request, byte[] body, SplittableRandom random) {
        var headers = GoodEvents.headers(random);
        var type = headers.getOrDefault("content-type", "application/json");
        headers.remove("content-type");
        var attributes = headers.entrySet().stream().map(RandomRequests::header).toList();
        return request.addHeaders(attributes).withEntity(contentType(type), body);
    }

    private static HttpHeader header(Map.Entry<String, String> header) {
        return RawHeader.create(header.getKey(), header.getValue());
    }

    private static HttpRequest request(String method, String path) {
        return HttpRequest.create(path).withMethod(HttpMethods.lookup(method).orElseThrow());
    }

    private static String path(String good, SplittableRandom random) {
        return random.nextInt(3) == 0 ? good : "/" + Mutation.text(good.substring(1), random);
    }

    private static ContentType contentType(String text) {
        try {
            return ContentTypes.parse(text);
        } catch (IllegalArgumentException | NoSuchElementException malformed) {
            return ContentTypes.NO_CONTENT_TYPE;
        }
    }

    private static HttpRequest headers(HttpRequest request, SplittableRandom random) {
        return random.nextInt(3) == 0 ? request.addHeader(RandomHeaders.next(random)) : request;
    }
}
