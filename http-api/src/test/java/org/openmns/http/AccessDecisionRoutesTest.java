package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.ApprovalScene.ID;
import static org.openmns.http.ApprovalScene.PATH;
import static org.openmns.http.ApprovalScene.REASON;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.AccessRequest.Status;

class AccessDecisionRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final ApprovalScene it = new ApprovalScene(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({"approve, GRANTED", "refuse, REFUSED", "withdraw, WITHDRAWN"})
    void whoAnswersForTheTypeDecides(String step, Status status) {
        it.requested();

        assertThat(it.call("POST", PATH + "/" + ID + "/" + step, REASON, "flags")
                        .status())
                .isEqualTo(204);

        assertThat(it.requests.all.get(0).status()).isEqualTo(status);
        assertThat(it.requests.all.get(0).decision().orElseThrow().reason()).contains("because");
    }

    @Test
    void toApproveTakesNoReason() {
        it.requested();

        assertThat(it.call("POST", PATH + "/" + ID + "/approve", "", "flags").status())
                .isEqualTo(204);
        assertThat(it.call("POST", PATH + "/" + ID + "/approve", "", "flags"))
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
        it.requested();

        assertThat(it.call("POST", PATH + "/" + ID + "/" + step, body, "flags"))
                .returns(400, Api.Answer::status)
                .returns("{\"validationErrors\":" + errors + "}", Api.Answer::body);
        assertThat(it.requests.all.get(0).status()).isEqualTo(Status.REQUESTED);
    }

    @Test
    void whoMadeItMayTakeItBackAndNoMore() {
        it.requested();

        for (var step : new String[] {"approve", "refuse"}) {
            assertThat(it.call("POST", PATH + "/" + ID + "/" + step, REASON, "gp-1"))
                    .returns(403, Api.Answer::status)
                    .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
            assertThat(it.call("POST", PATH + "/" + ID + "/" + step, REASON, "gp-2")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(it.call("POST", PATH + "/" + ID + "/withdraw", REASON, "gp-1")
                        .status())
                .isEqualTo(204);
        assertThat(it.requests.all.get(0).status()).isEqualTo(Status.WITHDRAWN);
    }
}
