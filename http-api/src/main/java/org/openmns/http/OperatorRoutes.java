package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /health} and {@code /cluster}: for load balancers, supervisors and operators. */
public final class OperatorRoutes extends AllDirectives {

    private static final HttpResponse UP = Json.ok(Json.only("status", "UP"));

    private final Operations operations;

    public OperatorRoutes(Operations operations) {
        this.operations = operations;
    }

    /** On every port: what probes ask. */
    public Route health() {
        return pathPrefix(
                "health",
                () -> concat(
                        // GET /health/live
                        path("live", () -> get(() -> answer(this::live))),
                        // GET /health/ready
                        path("ready", () -> get(() -> answer(this::ready)))));
    }

    /** Where only operators and the sandbox come. */
    public Route cluster() {
        // GET /cluster
        return path("cluster", () -> get(() -> answer(() -> operations.cluster().thenApply(Json::ok))));
    }

    /** Also on a port of others, whose answers to failures are not ours. */
    private static Route answer(Supplier<CompletionStage<HttpResponse>> leaf) {
        return Routes.answer(request -> leaf.get().exceptionally(Failures::answerTo));
    }

    private CompletionStage<HttpResponse> live() {
        return CompletableFuture.completedStage(
                operations.isAlive() ? UP : down(List.of("only a restart of this process helps")));
    }

    private CompletionStage<HttpResponse> ready() {
        return operations.notReadyBecause().thenApply(reasons -> reasons.isEmpty() ? UP : down(reasons));
    }

    private static HttpResponse down(List<String> reasons) {
        return Json.response(StatusCodes.SERVICE_UNAVAILABLE, new Down("DOWN", reasons));
    }

    record Down(String status, List<String> reasons) {}
}
