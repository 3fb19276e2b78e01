package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a PATCH adds to a cohort and removes from it. */
class CohortChangeTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void addsAndRemoves() {
        api.put("/cohorts/mine", ContentTypes.TEXT_PLAIN_UTF8, "a\nb\n9912003888");

        var answer = patch("{\"add\":[\"c\",\"9000000009\",\"c\"],\"remove\":[\"a\",\"none\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(api.cohorts.values.get("mine")).containsExactly("9000000009", "9912003888", "b", "c");
        assertThat(patch("{\"remove\":[]}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                            | body      | Please provide add, remove or both
            []                            | body      | Please provide a JSON object
            {"add":["a"]} x               | body      | The body is not valid JSON: line 1, column 15
            {"add":["a"]} {}              | body      | Please provide a JSON object and nothing after it
            {"add":["a"                   | body      | The body is not valid JSON: line 1, column 12
            {"add":"a"}                   | add       | Please provide add as an array of strings
            {"add":{"a":["b"]}}           | add       | Please provide add as an array of strings
            {"add":null}                  | add       | Please provide add as an array of strings
            {"add":["a"],"add":[]}        | add       | Please provide this field once
            {"adds":["a",["b"]],"add":[]} | adds      | This field is not known
            {"add":["a",1]}               | add[1]    | Please provide a string
            {"remove":["a",""]}           | remove[1] | Please provide a value of 1 to 256 bytes
            {"add":["a"],"remove":["a"]}  | remove    | Please provide no value that is in add, too
            {"add":["9912003888"],"remove":["9912003888"]} | remove | Please provide no value that is in add, too
            """)
    void namesWhatIsWrongWithAChange(String body, String field, String message) {
        api.put("/cohorts/mine", ContentTypes.TEXT_PLAIN_UTF8, "old");

        var answer = patch(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"validationErrors\":{\"" + field + "\":\"" + message + "\"}}");
        assertThat(api.cohorts.values.get("mine")).containsExactly("old");
    }

    @Test
    void refusesAChangeOfMoreThanIsAccepted() {
        api.put("/cohorts/mine", ContentTypes.TEXT_PLAIN_UTF8, "old");

        var answer =
                patch("{\"add\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"],\"remove\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("{\"errors\":\"Too many values: at most 10 are accepted\"}");
    }

    private Api.Answer patch(String body) {
        return api.call(
                HttpRequest.PATCH("/cohorts/mine").withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8)));
    }
}
