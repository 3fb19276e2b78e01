package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.FairShare;
import org.openmns.access.Permissions;
import org.openmns.event.Event;

/** A door with shares, three applications before it, and a topic behind it that answers when a test says so. */
final class FloodedDoor {

    static final FairShare ANY = new FairShare(0);

    private final ActorTestKit actors;
    final Late publisher = new Late();
    FairShare bodyBytes = ANY;
    final Api api;

    FloodedDoor(ActorTestKit actors) {
        this.actors = actors;
        api = new Api(actors);
    }

    /** Answers when the test says so. */
    static final class Late implements Publisher {
        final ArrayDeque<CompletableFuture<Long>> waiting = new ArrayDeque<>();
        int taken;

        @Override
        public CompletionStage<Long> publish(Event event) {
            taken++;
            var promise = new CompletableFuture<Long>();
            waiting.add(promise);
            return promise;
        }

        @Override
        public CompletionStage<List<Long>> publishAll(List<Event> events) {
            taken += events.size() - 1;
            return publish(events.get(0)).thenApply(List::of);
        }
    }

    HttpApi door(FairShare events, FairShare requests) {
        return door(events, requests, Api.LIMITS, Api.UPLOADS);
    }

    HttpApi door(FairShare events, FairShare requests, HttpApi.Limits limits, HttpApi.Uploads uploads) {
        api.onboarding.open = false;
        for (var name : List.of("flooding", "modest", "quiet")) {
            api.onboarding.callers.put(
                    name, new Caller(new ApplicationId(name), Permissions.EVERYTHING, Set.of(), Set.of()));
        }
        var allowance = new HttpApi.Allowance(HttpApi.Rate.UNLIMITED, 0, events, requests, bodyBytes);
        var ports = new HttpApi.Ports(
                publisher, id -> api.subscription.ref(), api.stored, api.operator, api.onboarding.ports(allowance));
        var options = new HttpApi.Options(limits, uploads, Api.DEFAULTS, Api.ENDPOINTS, "0.1.0");
        return HttpApi.production(actors.system(), ports, api.vocabulary, options);
    }

    static HttpRequest sentBy(String application, HttpRequest request) {
        return request.addHeader(RawHeader.create("Authorization", "Bearer " + application));
    }

    static CompletionStage<HttpResponse> publish(HttpApi door, String application) {
        return door.apply(sentBy(application, Api.event(Api.EVENT)));
    }

    static boolean isRefused(CompletionStage<HttpResponse> sent) {
        var future = sent.toCompletableFuture();
        if (!future.isDone()) {
            return false;
        }
        var answer = Api.answer(sent);
        if (answer.status() == 503) {
            assertThat(answer.headers()).containsEntry("retry-after", "7");
            return true;
        }
        assertThat(answer.status()).isEqualTo(200);
        return false;
    }
}
