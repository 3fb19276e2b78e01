package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.event.FieldErrors;
import org.openmns.fuzz.Fuzz;
import org.openmns.subscription.Subscription;

/** Whatever is asked of the door is answered, in time and in the contract's form; what it takes it passes on as it was. */
class DoorFuzzTest {

    private static final int SHARE_PERCENT = 15;

    /** What is sent as the data of binary mode stands one level deeper in the event. */
    private static final JsonMapper DEEPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH + 1)
                            .build())
                    .build())
            .build();

    private static final int ANSWER_SECONDS_MAX = 60;

    /** No time-out of the door's own: on a busy machine one would look like an outage. */
    private static final HttpApi.Limits PATIENT = new HttpApi.Limits(
            256 * 1024,
            1024 * 1024,
            256 * 1024,
            Duration.ofMinutes(1),
            new HttpApi.Waits(Duration.ofMinutes(1), Duration.ofSeconds(1)));

    private static final int KEPT_MAX = 20;

    private static final ActorTestKit actors = ActorTestKit.create();

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void answersAnyRequestAndPassesOnWhatItTakes() throws InterruptedException {
        Fuzz.run("door", SHARE_PERCENT, Visitor::new);
    }

    /** One who knocks again and again, at a door of their own. */
    private static final class Visitor implements Fuzz.Target {

        private final AnsweringSubscriptions subscriptions = new AnsweringSubscriptions();
        private final Api api = Api.before(actors, PATIENT, actors.spawn(subscriptions.behavior()));

        Visitor() {
            api.register(GoodRequest.ID, Api.OWNER);
            api.onboarding.requests.governance = new Governance(Optional.of(new ApplicationId("flags")), true);
            asked();
        }

        @Override
        public boolean accepts(SplittableRandom random) throws Exception {
            var request = RandomRequests.next(random);
            return request.isPresent() && accepts(request.get());
        }

        private boolean accepts(HttpRequest request) throws Exception {
            var answer = call(request);
            AnswerRules.hold(request, answer);
            var path = request.getUri().path();
            if (answer.status() < 300 && request.method().name().equals("POST") && path.startsWith("/inbox/")) {
                AnswerRules.hold(HttpRequest.GET("/inbox/me"), call(HttpRequest.GET("/inbox/me")));
            }
            if (path.startsWith("/cohorts/") && answer.status() < 300) {
                cohortsReadTheSameAgain();
            }
            if (path.startsWith("/event-types/")
                    && answer.status() < 300
                    && request.method().name().equals("PUT")) {
                takesBackTheEventType(path, answer);
            }
            if (path.startsWith("/applications/") && answer.status() < 300) {
                showsTheApplication(request, answer);
            }
            passesOnTheEvent(answer);
            passesOnTheSubscription();
            asked();
            return answer.status() < 300;
        }

        private Api.Answer call(HttpRequest request) throws Exception {
            var answer = api.send(request).toCompletableFuture().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            return Api.answer(CompletableFuture.completedStage(answer));
        }

        private void passesOnTheEvent(Api.Answer answer) throws Exception {
            for (var event = api.published.poll(); event != null; event = api.published.poll()) {
                assertThat(answer.status()).isEqualTo(200);
                var delivered = (ObjectNode) DEEPER.readTree(event.body().array());
                assertThat(delivered.has("filtering")).isFalse();
                // As JSON, for a character may be written as itself or escaped.
                assertThat(answer.json().findValuesAsText("id"))
                        .contains(event.id().id());
            }
        }

        /** What is kept of a subscription is what was sent: sent again it makes the same one. */
        private void passesOnTheSubscription() throws Exception {
            var asked = subscriptions.takeLast();
            if (asked.isPresent()) {
                var again = HttpRequest.POST("/subscriptions")
                        .withEntity(Json.FHIR, asked.get().resource().getBytes(UTF_8));
                assertThat(call(again).status()).isEqualTo(201);
                assertThat(subscriptions.takeLast()).isEqualTo(asked);
                showsTheSubscription(asked.get());
            }
        }

        /**
         * As it was sent, to the last digit, but for what the service itself says of it, and for the credentials: written back
         * as they are shown, they are what they were.
         */
        private void showsTheSubscription(Subscription asked) throws Exception {
            api.register(GoodRequest.ID, Api.OWNER, asked.resource());
            var shown = call(HttpRequest.GET("/subscriptions/" + GoodRequest.ID));
            assertThat(shown.status()).isEqualTo(200);
            var writtenBack = sent(shown.body());
            var errors = new FieldErrors();
            StoredValues.of(sent(asked.resource())).restore(writtenBack, errors);
            assertThat(errors.isEmpty()).isTrue();
            assertThat(writtenBack).isEqualTo(sent(asked.resource()));
        }

        /** A header in one form: there may be no space, or several, between its name and its value. */
        private static ObjectNode sent(String resource) {
            ObjectNode root =
                    StrictJson.read(resource.getBytes(UTF_8)).root().without(List.of("id", "status", "error"));
            if (root.at("/channel/header") instanceof ArrayNode lines) {
                for (var index = 0; index < lines.size(); index++) {
                    var header = Headers.parse(lines.get(index).asText());
                    lines.set(index, HiddenValues.line(header.name(), header.value()));
                }
            }
            return root;
        }

        private void takesBackTheEventType(String path, Api.Answer put) {
            assertThat(api.put(path, ContentTypes.APPLICATION_JSON, put.body()).body())
                    .isEqualTo(put.body());
        }

        /** One request to follow a type, on which nobody has decided. */
        private void asked() {
            api.onboarding.assertions.clear();
            api.onboarding.requests.all.clear();
            var claim = new Claim(ApprovalScene.TYPE, new ApplicationId("gp-1"), "to know", Optional.empty());
            api.onboarding.requests.add(ApprovalScene.ID, claim);
        }

        private void showsTheApplication(HttpRequest request, Api.Answer answer) throws Exception {
            if (request.method().name().equals("PUT")) {
                var shown = call(HttpRequest.create().withUri(request.getUri()));
                assertThat(shown.body()).isEqualTo(answer.body());
            }
            if (api.onboarding.registered.size() > KEPT_MAX) {
                api.onboarding.registered.clear();
            }
        }

        private void cohortsReadTheSameAgain() throws Exception {
            var listed = call(HttpRequest.GET("/cohorts"));
            AnswerRules.hold(HttpRequest.GET("/cohorts"), listed);
            for (var cohort : api.cohorts.values.entrySet()) {
                var values = call(HttpRequest.GET("/cohorts/" + cohort.getKey() + "/values?limit=10000"));
                assertThat(values.status()).isEqualTo(200);
                assertThat(values.json().get("values")).hasSameSizeAs(cohort.getValue());
            }
            if (api.cohorts.values.size() > KEPT_MAX) {
                api.cohorts.values.clear();
            }
        }
    }
}
