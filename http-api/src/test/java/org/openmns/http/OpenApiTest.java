package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Holds the description and the routes against each other. */
class OpenApiTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "PATCH");

    /** What this service offers, as its users are told. */
    static final Set<String> OFFERED = Set.of(
            "GET /",
            "GET /_ping",
            "GET /_status",
            "GET /health/live",
            "GET /health/ready",
            "GET /cluster",
            "GET /openapi.yaml",
            "POST /events",
            "POST /oauth2/token",
            "GET /applications",
            "GET /applications/{application}",
            "PUT /applications/{application}",
            "DELETE /applications/{application}",
            "GET /audit",
            "GET /event-types",
            "GET /event-types/{type}",
            "PUT /event-types/{type}",
            "POST /event-types/{type}/access-requests",
            "GET /event-types/{type}/access-requests",
            "GET /event-types/{type}/access-requests/{id}",
            "POST /event-types/{type}/access-requests/{id}/approve",
            "POST /event-types/{type}/access-requests/{id}/refuse",
            "POST /event-types/{type}/access-requests/{id}/withdraw",
            "POST /criteria/check",
            "GET /cohorts",
            "GET /cohorts/{name}",
            "PUT /cohorts/{name}",
            "PATCH /cohorts/{name}",
            "DELETE /cohorts/{name}",
            "GET /cohorts/{name}/values",
            "POST /subscriptions",
            "GET /subscriptions",
            "GET /subscriptions/{id}",
            "PUT /subscriptions/{id}",
            "DELETE /subscriptions/{id}",
            "POST /subscriptions/{id}/pause",
            "POST /subscriptions/{id}/resume",
            "GET /subscriptions/{id}/status",
            "GET /subscriptions/{id}/attempts",
            "GET /subscriptions/{id}/dead-letters",
            "DELETE /subscriptions/{id}/dead-letters",
            "POST /subscriptions/{id}/dead-letters/redrive",
            "POST /subscriptions/{id}/replay",
            "POST /subscriptions/{id}/test",
            "GET /subscriptions/{id}/handshake/{token}",
            "POST /subscriptions/{id}/handshake/{token}",
            "POST /subscriptions/{id}/secret/rotate",
            "POST /inbox/{name}",
            "GET /inbox/{name}");

    private static final OpenAPI described = parse();

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private static OpenAPI parse() {
        var options = new ParseOptions();
        options.setResolve(true);
        var result = new OpenAPIV3Parser().readLocation("/openapi.yaml", null, options);
        assertThat(result.getMessages()).isEmpty();
        return result.getOpenAPI();
    }

    /** Every operation of the description. */
    static Stream<String> describedOperations() {
        return statuses().keySet().stream();
    }

    /** Every operation, and the statuses that it may answer. */
    private static Map<String, Set<String>> statuses() {
        var statuses = new TreeMap<String, Set<String>>();
        described
                .getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> statuses.put(
                                method + " " + path, operation.getResponses().keySet())));
        return statuses;
    }

    /** No id and no cohort's name: every route of a subscription or cohort answers 400 for it, and only a missing route 404. */
    private static HttpRequest request(String method, String template) {
        var path = template.replace("{id}", "x")
                .replace("/cohorts/{name}", "/cohorts/%20")
                .replace("{application}", "%20")
                .replace("{type}", "patientflags-change-1")
                .replace("{name}", "x");
        return HttpRequest.create(path)
                .withMethod(HttpMethods.lookup(method).orElseThrow())
                .withEntity(ContentTypes.APPLICATION_JSON, "{}");
    }

    @Test
    void describesExactlyWhatIsOffered() {
        assertThat(describedOperations()).containsExactlyInAnyOrderElementsOf(OFFERED);
    }

    @Test
    void answersEveryDescribedOperationAndNoOther() {
        var api = new Api(actors);
        var answered = new TreeSet<String>();
        described
                .getPaths()
                .keySet()
                .forEach(path -> METHODS.forEach(method -> {
                    var status = api.call(request(method, path)).status();
                    if (status != 404 && status != 405) {
                        answered.add(method + " " + path);
                    }
                }));

        assertThat(answered).containsExactlyInAnyOrderElementsOf(OFFERED);
    }

    @Test
    void describesEveryStatusThatItAnswersHere() {
        var api = new Api(actors);
        statuses().forEach((operation, described) -> {
            var space = operation.indexOf(' ');
            var request = request(operation.substring(0, space), operation.substring(space + 1));
            assertThat(described)
                    .as(operation)
                    .contains(Integer.toString(api.call(request).status()));
        });
    }
}
