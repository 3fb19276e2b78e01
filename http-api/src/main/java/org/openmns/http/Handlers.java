package org.openmns.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** Who answers what comes in by the {@link HttpApi}: two that read bodies themselves, and the routes for all else. */
record Handlers(
        EventHandler events, CohortUploads uploads, Function<HttpRequest, CompletionStage<HttpResponse>> routes) {}
