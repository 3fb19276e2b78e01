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

    private static final String SUBSCRIPTIONS = GoodRequest.SUBSCRIPTION;
    private static final String EVENT_TYPE = GoodRequest.EVENT_TYPE;
    private static final String COHORT = GoodRequest.COHORT;

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
            "/applications?after=a",
            GoodRequest.APPLICATION,
            "/audit?after=1&limit=1",
            "/event-types?after=a&limit=1",
            GoodRequest.REQUESTS,
            GoodRequest.REQUESTS + "?after=1&limit=1",
            GoodRequest.REQUEST);

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
        var good = Pieces.one(GoodRequest.ALL, random);
        var type = random.nextInt(10) == 0 ? Pieces.one(TYPES, random) : good.type();
        var body =
                good.isText() ? Mutation.text(good.body(), random).getBytes(UTF_8) : Mutation.json(good.body(), random);
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
