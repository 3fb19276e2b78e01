package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** What holds for every answer whatever was asked: one of the contract's bodies, valid JSON, a correlation id. */
final class AnswerRules {

    /** What was accepted at the greatest depth stands deeper in a list, or under the name of a field. */
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH + 5)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AnswerRules() {}

    static void hold(HttpRequest request, Api.Answer answer) throws JsonProcessingException {
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        assertThat(answer.headers()).containsKey("x-correlation-id");
        if (answer.status() >= 400) {
            error(answer);
        } else if (answer.status() == 204) {
            assertThat(answer.body()).isEmpty();
        } else if (!request.getUri().path().equals(ServiceRoutes.OPENAPI)) {
            STRICT.readTree(answer.body());
        }
    }

    private static void error(Api.Answer answer) throws JsonProcessingException {
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(answer.body()).doesNotContain("Exception", "org.openmns", "java.");
        var body = STRICT.readTree(answer.body());
        var names =
                List.copyOf(body.properties()).stream().map(one -> one.getKey()).toList();
        if (body.has("validationErrors")) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(body.get("validationErrors").isEmpty()).isFalse();
            body.get("validationErrors").forEach(AnswerRules::isText);
        } else if (body.has("fault")) {
            assertThat(answer.status()).isEqualTo(401);
            isText(body.at("/fault/faultstring"));
            isText(body.at("/fault/detail/errorcode"));
        } else if (body.has("error")) {
            // RFC 6749 section 5.2.
            isText(body.get("error"));
            isText(body.path("error_description"));
            assertThat(names).containsExactlyInAnyOrder("error", "error_description");
            return;
        } else {
            isText(body.path("errors"));
        }
        assertThat(names).hasSize(1);
    }

    private static void isText(JsonNode node) {
        assertThat(node.isTextual() && !node.textValue().isBlank())
                .as(node.toString())
                .isTrue();
    }
}
