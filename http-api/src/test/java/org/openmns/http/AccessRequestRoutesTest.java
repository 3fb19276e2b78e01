package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

class AccessRequestRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private static final TopicName TYPE = new TopicName("patientflags-change-1");
    private static final String PATH = "/event-types/" + TYPE + "/access-requests";
    private static final UUID ID = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final String SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
    private static final String GOOD =
            "{\"useCase\":\"to know\",\"criteria\":\"eventType=" + TYPE + " AND flagtype='FGM'\"}";
    private static final String REASON = "{\"reason\":\"because\"}";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void putTheTypeUnderApproval() {
        api.onboarding.open = false;
        api.onboarding.requests.governance = new Governance(Optional.of(new ApplicationId("flags")), true);
        for (var application : new String[] {"flags", "gp-1", "gp-2"}) {
            caller(application, Permissions.NONE, Set.of());
        }
        caller("ops", new Permissions(Set.of(Permission.OPERATOR)), Set.of());
    }

    private void caller(String application, Permissions permissions, Set<TopicName> granted) {
        api.onboarding.callers.put(
                application, new Caller(new ApplicationId(application), permissions, granted, Set.of(TYPE)));
    }

    private void requested() {
        var claim = new Claim(TYPE, new ApplicationId("gp-1"), "to know", Optional.empty());
        api.onboarding.requests.add(ID, claim);
    }

    private Status status() {
        return api.onboarding.requests.all.get(0).status();
    }

    private Api.Answer call(String method, String path, String body, String caller) {
        return api.call(HttpRequest.create(path)
                .withMethod(HttpMethods.lookup(method).orElseThrow())
                .withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer " + caller)));
    }

    @Test
    void aRequestIsThereUnderTheIdThatTheAnswerNames() throws Exception {
        var created = call("POST", PATH, GOOD, "gp-1");

        var id = created.json().get("id").asText();
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("location", PATH + "/" + id);
        assertThat(call("GET", PATH + "/" + id, "", "gp-1"))
                .returns(200, Api.Answer::status)
                .returns(
                        "{\"id\":\"" + id + "\",\"claim\":{\"type\":\"" + TYPE + "\",\"application\":\"gp-1\","
                                + "\"useCase\":\"to know\",\"criteria\":\"eventType=" + TYPE
                                + " AND flagtype='FGM'\"},\"requestedAt\":\"2026-03-01T12:00:00Z\","
                                + "\"status\":\"requested\"}",
                        Api.Answer::body);
    }

    @Test
    void thereIsOneOpenRequestForAType() {
        requested();

        assertThat(call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application has an access request for this event type with id: " + ID
                                + "\"}",
                        Api.Answer::body);
        assertThat(call("POST", PATH, GOOD, "gp-2").status()).isEqualTo(201);
    }

    @Test
    void thereAreNoMoreThanAreAccepted() {
        api.onboarding.requests.max = 0;

        assertThat(call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application has as many access requests as are accepted\"}",
                        Api.Answer::body);
    }

    @Test
    void nobodyAsksForWhatIsOpenOrTheirsAnyway() {
        assertThat(call("POST", PATH, GOOD, "flags"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application needs no approval to follow this event type\"}",
                        Api.Answer::body);
        assertThat(call("POST", PATH, GOOD, "ops").status()).isEqualTo(409);

        api.onboarding.requests.governance = Governance.OPEN;
        assertThat(call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"This event type is open: it takes no approval to follow it\"}",
                        Api.Answer::body);
        assertThat(api.onboarding.requests.all).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                   | {"useCase":"Please provide useCase as a string"}
            {"useCase":""}                       | {"useCase":"Please provide a useCase that is not empty"}
            {"useCase":"  "}                     | {"useCase":"Please provide a useCase that is not empty"}
            {"useCase":7,"x":1,"criteria":"eventType="} | {"x":"This field is not known","useCase":"Please provide useCase as a string","criteria":"%s"}
            {"useCase":"a","criteria":"eventType=pds-change-of-gp-1"} | {"criteria":"Please provide criteria of the event type patientflags-change-1"}
            {"useCase":"a","criteria":"eventType=patientflags-change-1 AND a=1"} | {"criteria":"Unknown filter a; patientflags-change-1 has %s"}
            []                                   | {"body":"Please provide a JSON object"}
            """)
    void everyWrongFieldIsNamedAtOnce(String body, String errors) {
        var parts = ("{\"validationErrors\":" + errors + "}").split("%s", 2);

        assertThat(call("POST", PATH, body, "gp-1"))
                .returns(400, Api.Answer::status)
                .satisfies(
                        answer -> assertThat(answer.body()).startsWith(parts[0]).endsWith(parts[parts.length - 1]));
        assertThat(api.onboarding.requests.all).isEmpty();
    }

    @Test
    void aUseCaseHasALimit() {
        assertThat(call("POST", PATH, "{\"useCase\":\"" + "a".repeat(2_001) + "\"}", "gp-1"))
                .returns(400, Api.Answer::status)
                .returns(
                        "{\"validationErrors\":{\"useCase\":\"Please provide at most 2000 characters\"}}",
                        Api.Answer::body);
    }

    @Test
    void whoAnswersForTheTypeSeesAllAndOthersTheirOwn() throws Exception {
        requested();
        call("POST", PATH, GOOD, "gp-2");

        assertThat(call("GET", PATH, "", "flags").json().get("accessRequests")).hasSize(2);
        assertThat(call("GET", PATH, "", "ops").json().get("accessRequests")).hasSize(2);
        assertThat(call("GET", PATH, "", "gp-1").json().get("accessRequests")).hasSize(1);
        assertThat(call("GET", PATH + "/" + ID, "", "gp-2"))
                .returns(404, Api.Answer::status)
                .returns("{\"errors\":\"Not found\"}", Api.Answer::body);
        var page = call("GET", PATH + "?limit=1", "", "flags").json();
        assertThat(page.get("accessRequests")).hasSize(1);
        assertThat(page.get("next").asText()).isEqualTo(PATH + "?limit=1&after=1");
        assertThat(call("GET", PATH + "?limit=1&after=1", "", "flags").json().has("next"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"approve, GRANTED", "refuse, REFUSED", "withdraw, WITHDRAWN"})
    void whoAnswersForTheTypeDecides(String step, Status status) {
        requested();

        assertThat(call("POST", PATH + "/" + ID + "/" + step, REASON, "flags").status())
                .isEqualTo(204);

        assertThat(status()).isEqualTo(status);
        assertThat(api.onboarding.requests.all.get(0).decision().orElseThrow().reason())
                .contains("because");
    }

    @Test
    void toApproveTakesNoReason() {
        requested();

        assertThat(call("POST", PATH + "/" + ID + "/approve", "", "flags").status())
                .isEqualTo(204);
        assertThat(call("POST", PATH + "/" + ID + "/approve", "", "flags"))
                .returns(409, Api.Answer::status)
                .returns("{\"errors\":\"The access request is granted\"}", Api.Answer::body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            refuse   | {}                        | {"reason":"Please provide reason as a string"}
            withdraw | {"reason":" "}            | {"reason":"Please provide a reason that is not empty"}
            withdraw | {"why":"a","reason":null} | {"why":"This field is not known","reason":"Please provide reason as a string"}
            approve  | {"why":"a"}               | {"why":"This field is not known","reason":"Please provide reason as a string"}
            """)
    void whatIsWrongWithAReasonIsNamed(String step, String body, String errors) {
        requested();

        assertThat(call("POST", PATH + "/" + ID + "/" + step, body, "flags"))
                .returns(400, Api.Answer::status)
                .returns("{\"validationErrors\":" + errors + "}", Api.Answer::body);
        assertThat(status()).isEqualTo(Status.REQUESTED);
    }

    @Test
    void whoMadeItMayTakeItBackAndNoMore() {
        requested();

        for (var step : new String[] {"approve", "refuse"}) {
            assertThat(call("POST", PATH + "/" + ID + "/" + step, REASON, "gp-1"))
                    .returns(403, Api.Answer::status)
                    .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
            assertThat(call("POST", PATH + "/" + ID + "/" + step, REASON, "gp-2")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(call("POST", PATH + "/" + ID + "/withdraw", REASON, "gp-1").status())
                .isEqualTo(204);
        assertThat(status()).isEqualTo(Status.WITHDRAWN);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        requested();

        assertThat(call("POST", "/event-types/unknown-1/access-requests", GOOD, "gp-1")
                        .status())
                .isEqualTo(404);
        assertThat(call("GET", "/event-types/%20/access-requests", "", "gp-1").status())
                .isEqualTo(404);
        assertThat(call("GET", "/event-types/pds-change-of-gp-1/access-requests/" + ID, "", "gp-1")
                        .status())
                .isEqualTo(404);
        assertThat(call("GET", PATH + "/" + SUBSCRIPTION, "", "flags").status()).isEqualTo(404);
        assertThat(call("GET", PATH + "/7", "", "flags"))
                .returns(400, Api.Answer::status)
                .returns("{\"errors\":\"Please provide a valid access request ID in UUID4 format\"}", Api.Answer::body);
    }

    @Test
    void theRequestsOfAnApplicationGoWithIt() {
        api.onboarding.registered.put(
                new ApplicationId("gp-1"),
                new Application(
                        new ApplicationId("gp-1"),
                        new Application.About("x", List.of(), Optional.empty(), false),
                        Application.Keys.NONE,
                        Permissions.NONE));

        assertThat(call("DELETE", "/applications/gp-1", "", "ops").status()).isEqualTo(204);

        // And once more, for its tokens were good until it was gone.
        assertThat(api.onboarding.requests.deletedOf).containsExactly("gp-1 by ops", "gp-1 by ops");
    }
}
