package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.ApprovalScene.ID;
import static org.openmns.http.ApprovalScene.PATH;
import static org.openmns.http.ApprovalScene.TYPE;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.access.Permissions;

class AccessRequestRoutesTest {

    private static final String GOOD =
            "{\"useCase\":\"to know\",\"criteria\":\"eventType=" + TYPE + " AND flagtype='FGM'\"}";

    private static final ActorTestKit actors = ActorTestKit.create();

    private final ApprovalScene it = new ApprovalScene(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void aRequestIsThereUnderTheIdThatTheAnswerNames() throws Exception {
        var created = it.call("POST", PATH, GOOD, "gp-1");

        var id = created.json().get("id").asText();
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("location", PATH + "/" + id);
        assertThat(it.call("GET", PATH + "/" + id, "", "gp-1"))
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
        it.requested();

        assertThat(it.call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application has an access request for this event type with id: " + ID
                                + "\"}",
                        Api.Answer::body);
        assertThat(it.call("POST", PATH, GOOD, "gp-2").status()).isEqualTo(201);
    }

    @Test
    void thereAreNoMoreThanAreAccepted() {
        it.requests.max = 0;

        assertThat(it.call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application has as many access requests as are accepted\"}",
                        Api.Answer::body);
    }

    @Test
    void nobodyAsksForWhatIsOpenOrTheirsAnyway() {
        assertThat(it.call("POST", PATH, GOOD, "flags"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Your application needs no approval to follow this event type\"}",
                        Api.Answer::body);
        assertThat(it.call("POST", PATH, GOOD, "ops").status()).isEqualTo(409);

        it.requests.governance = Governance.OPEN;
        assertThat(it.call("POST", PATH, GOOD, "gp-1"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"This event type is open: it takes no approval to follow it\"}",
                        Api.Answer::body);
        assertThat(it.requests.all).isEmpty();
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

        assertThat(it.call("POST", PATH, body, "gp-1"))
                .returns(400, Api.Answer::status)
                .satisfies(
                        answer -> assertThat(answer.body()).startsWith(parts[0]).endsWith(parts[parts.length - 1]));
        assertThat(it.requests.all).isEmpty();
    }

    @Test
    void aUseCaseHasALimit() {
        assertThat(it.call("POST", PATH, "{\"useCase\":\"" + "a".repeat(2_001) + "\"}", "gp-1"))
                .returns(400, Api.Answer::status)
                .returns(
                        "{\"validationErrors\":{\"useCase\":\"Please provide at most 2000 characters\"}}",
                        Api.Answer::body);
    }

    @Test
    void whoAnswersForTheTypeSeesAllAndOthersTheirOwn() throws Exception {
        it.requested();
        it.call("POST", PATH, GOOD, "gp-2");

        assertThat(it.call("GET", PATH, "", "flags").json().get("accessRequests"))
                .hasSize(2);
        assertThat(it.call("GET", PATH, "", "ops").json().get("accessRequests")).hasSize(2);
        assertThat(it.call("GET", PATH, "", "gp-1").json().get("accessRequests"))
                .hasSize(1);
        assertThat(it.call("GET", PATH + "/" + ID, "", "gp-2"))
                .returns(404, Api.Answer::status)
                .returns("{\"errors\":\"Not found\"}", Api.Answer::body);
        var page = it.call("GET", PATH + "?limit=1", "", "flags").json();
        assertThat(page.get("accessRequests")).hasSize(1);
        assertThat(page.get("next").asText()).isEqualTo(PATH + "?limit=1&after=1");
        assertThat(it.call("GET", PATH + "?limit=1&after=1", "", "flags").json().has("next"))
                .isFalse();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        it.requested();

        assertThat(it.call("POST", "/event-types/unknown-1/access-requests", GOOD, "gp-1")
                        .status())
                .isEqualTo(404);
        assertThat(it.call("GET", "/event-types/%20/access-requests", "", "gp-1")
                        .status())
                .isEqualTo(404);
        assertThat(it.call("GET", "/event-types/pds-change-of-gp-1/access-requests/" + ID, "", "gp-1")
                        .status())
                .isEqualTo(404);
        assertThat(it.call("GET", PATH + "/" + "11111111-1111-4111-8111-111111111111", "", "flags")
                        .status())
                .isEqualTo(404);
        assertThat(it.call("GET", PATH + "/7", "", "flags"))
                .returns(400, Api.Answer::status)
                .returns("{\"errors\":\"Please provide a valid access request ID in UUID4 format\"}", Api.Answer::body);
    }

    @Test
    void theRequestsOfAnApplicationGoWithIt() {
        it.api.onboarding.registered.put(
                new ApplicationId("gp-1"),
                new Application(
                        new ApplicationId("gp-1"),
                        new Application.About("x", List.of(), Optional.empty(), false),
                        Application.Keys.NONE,
                        Permissions.NONE));

        assertThat(it.call("DELETE", "/applications/gp-1", "", "ops").status()).isEqualTo(204);

        // And once more, for its tokens were good until it was gone.
        assertThat(it.requests.deletedOf).containsExactly("gp-1 by ops", "gp-1 by ops");
    }
}
