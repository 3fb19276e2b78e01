package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;

/** Credentials of a subscription are never shown, and who writes back what was shown keeps them. */
class HiddenValuesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    /** Every secret in it begins with {@code s3cr3t}. */
    private static final String STORED = """
            {"resourceType":"Subscription","status":"requested","reason":"keep our copy current",
             "criteria":"eventType='patientflags-change-1' AND flagtype='NRAF'",
             "channel":{"type":"rest-hook","endpoint":"https://gp.example/hooks/mns","payload":"application/fhir+json",
                        "header":["X-Key: s3cr3t-1","x-key: s3cr3t-2","X-Other:s3cr3t-3"]},
             "hydration":{"enabled":true,"headers":{"Authorization":"s3cr3t-4"},"hosts":["api.example","*.gp.example"]},
             "delivery":{"oauth2":{"tokenUrl":"https://id.example/token","clientId":"me","clientSecret":"s3cr3t-5"},
                         "inFlightMax":4}}""";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void register() {
        var criteria = Criteria.parse("eventType='patientflags-change-1' AND flagtype='NRAF'");
        var standing = new Standing(Status.ACTIVE, Optional.empty());
        api.registered.put(ID, new Registration(SubscriptionId.of(ID), Api.OWNER, criteria, standing, STORED));
    }

    private String shown() {
        return api.get("/subscriptions/" + ID).body();
    }

    /** What the client makes of it before it sends it. */
    private String writtenBack() {
        return shown().replace("\"active\"", "\"requested\"");
    }

    private static HttpRequest put(String body) {
        return HttpRequest.PUT("/subscriptions/" + ID).withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8));
    }

    private Subscription changed(String body) {
        var sent = api.send(put(body));
        var command = api.subscription.expectMessageClass(Change.class);
        command.replyTo().tell(new Accepted());
        assertThat(Api.answer(sent).status()).isEqualTo(204);
        return command.subscription();
    }

    @Test
    void showsTheNamesOfHeadersAndNoSecret() throws Exception {
        var one = api.get("/subscriptions/" + ID);
        var all = api.get("/subscriptions");

        assertThat(one.body()).doesNotContain("s3cr3t").contains("id.example", "\"me\"", "\"inFlightMax\":4");
        assertThat(one.json().at("/channel/header/0").asText()).isEqualTo("X-Key: ***");
        assertThat(one.json().at("/hydration/headers/Authorization").asText()).isEqualTo("***");
        assertThat(one.json().at("/delivery/oauth2/clientSecret").asText()).isEqualTo("***");
        assertThat(all.body()).doesNotContain("s3cr3t").contains("X-Other: ***");
    }

    @Test
    void whoWritesBackWhatItReadKeepsEveryCredential() {
        var hook = (RestHook) changed(writtenBack()).channel();

        assertThat(hook.headers())
                .containsExactly(
                        new Header("X-Key", "s3cr3t-1"),
                        new Header("x-key", "s3cr3t-2"),
                        new Header("X-Other", "s3cr3t-3"));
        assertThat(hook.hydration().headers()).containsEntry("Authorization", "s3cr3t-4");
        assertThat(hook.credentials().oauth2().orElseThrow().clientSecret()).isEqualTo("s3cr3t-5");
    }

    @Test
    void whatIsStoredThenHoldsTheCredentialsAndNoStars() {
        assertThat(changed(writtenBack()).resource())
                .contains("s3cr3t-1", "s3cr3t-4", "s3cr3t-5")
                .doesNotContain("***");
    }

    @Test
    void aNewValueGoesBeforeTheStoredOneAndALeftOutOneIsGone() {
        var body = writtenBack().replace("\"X-Key: ***\",\"x-key: ***\",", "\"X-Key: new\",");

        var hook = (RestHook) changed(body).channel();

        assertThat(hook.headers()).containsExactly(new Header("X-Key", "new"), new Header("X-Other", "s3cr3t-3"));
    }

    @Test
    void anotherPathOfTheSameServerKeepsThem() {
        var hook = (RestHook)
                changed(writtenBack().replace("/hooks/mns", "/hooks/new")).channel();

        assertThat(hook.headers()).contains(new Header("X-Other", "s3cr3t-3"));
    }

    /** Whoever may change a subscription and does not know its credentials must not have them sent to themselves. */
    @Test
    void anotherServerGetsNoStoredCredential() throws Exception {
        for (var endpoint :
                new String[] {"https://evil.example/", "https://gp.example:8443/", "https://gp.example.evil/"}) {
            var errors = refused(writtenBack().replace("https://gp.example/hooks/mns", endpoint));

            assertThat(errors)
                    .contains("channel.header[0]", "channel.header[2]", "delivery.oauth2.clientSecret")
                    // What they open to whoever bears them would be delivered there.
                    .contains("hydration.headers.Authorization")
                    .doesNotContain("s3cr3t");
        }
        assertThat(refused(writtenBack().replace("https://id.example", "https://evil.example")))
                .contains("delivery.oauth2.clientSecret")
                .doesNotContain("channel.header", "hydration", "s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"api.example\",\"evil.example\"", "\"*.example\"", "\"api.example\",\"gp.example\""})
    void otherHostsGetNoStoredHeaderOfHydration(String hosts) throws Exception {
        var body = writtenBack().replace("\"api.example\",\"*.gp.example\"", hosts);

        assertThat(refused(body))
                .contains("hydration.headers.Authorization")
                .doesNotContain("channel.header", "oauth2", "s3cr3t");
    }

    @Test
    void theSameHostsInAnotherOrderKeepThem() {
        var hook = (RestHook)
                changed(writtenBack().replace("\"api.example\",\"*.gp.example\"", "\"*.GP.example\",\"api.example.\""))
                        .channel();

        assertThat(hook.hydration().headersFor("api.example")).containsEntry("Authorization", "s3cr3t-4");
        assertThat(hook.hydration().headersFor("evil.example")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "X-Other: *** ~ X-Unknown: *** ~ channel.header[2]",
                // One of two of a name: which one is not known.
                "\"x-key: ***\", ~ ~ channel.header[0]",
                "\"Authorization\":\"***\" ~ \"X-New\":\"***\" ~ hydration.headers.X-New",
            })
    void starsThatStandForNothingStoredAreNamed(String part, String changed, String field) throws Exception {
        var body = writtenBack().replace(part, changed == null ? "" : changed);

        assertThat(refused(body)).contains("\"" + field + "\"").doesNotContain("s3cr3t");
    }

    @Test
    void aNewSubscriptionCannotBeginWithStars() {
        var body = STORED.replaceAll("s3cr3t-\\d", "***");

        var answer = api.call(
                HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("channel.header[0]", "hydration.headers.Authorization", "delivery.oauth2.clientSecret");
    }

    private String refused(String body) throws Exception {
        var answer = api.call(put(body));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.json().path("validationErrors").toString();
    }
}
