package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.Pkcs8;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.OAuth2;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;

/** {@code delivery.oauth2} and {@code delivery.clientCertificate}, looked at before anything is to be delivered with them. */
class CredentialsReaderTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CERTIFICATES = Path.of("src", "test", "resources", "certificates");
    private static final String GRANT =
            "{\"tokenUrl\":\"https://id.example/token\",\"clientId\":\"me\",\"clientSecret\":\"s3cr3t\",\"scope\":\"a b\"}";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private static String body(String name, String value) throws IOException {
        var body = (ObjectNode) JSON.readTree(Api.SUBSCRIPTION.replace("Authorization", "X-Key"));
        body.putObject("delivery").set(name, JSON.readTree(value));
        return body.toString();
    }

    private static String certificate(String certificate, String key) throws IOException {
        return JSON.createObjectNode()
                .put("certificate", certificate)
                .put("privateKey", key)
                .toString();
    }

    private static String pem(String name) throws IOException {
        return Files.readString(CERTIFICATES.resolve(name + ".pem"));
    }

    private HttpRequest post(String body) {
        return HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8));
    }

    private Credentials read(String body) {
        var sent = api.send(post(body));
        var command = api.subscription.expectMessageClass(Subscribe.class);
        command.replyTo().tell(new Subscribed(true));
        assertThat(Api.answer(sent).status()).isEqualTo(201);
        return ((RestHook) command.subscription().channel()).credentials();
    }

    private String refused(String body) throws Exception {
        var answer = api.call(post(body));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.json().path("validationErrors").toString();
    }

    @Test
    void takesAGrantAndAsksForNone() throws Exception {
        assertThat(read(body("oauth2", GRANT)).oauth2())
                .contains(new OAuth2("https://id.example/token", "me", "s3cr3t", Optional.of("a b")));
        assertThat(read(Api.SUBSCRIPTION)).isEqualTo(Credentials.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "https://id.example ~ http://id.example ~ tokenUrl",
                "https://id.example ~ https://user:pw@id.example ~ tokenUrl",
                "https://id.example/token ~ token ~ tokenUrl",
                "tokenUrl ~ tokenUri ~ tokenUrl",
                "tokenUrl ~ tokenUri ~ tokenUri",
                "\"me\" ~ \"\" ~ clientId",
                "\"me\" ~ 5 ~ clientId",
                "s3cr3t ~ s3cr3t\\n ~ clientSecret",
                "a b ~ a  b ~ scope",
                "a b ~ é ~ scope",
            })
    void namesTheWrongFieldOfAGrant(String part, String changed, String field) throws Exception {
        assertThat(refused(body("oauth2", GRANT.replace(part, changed))))
                .contains("\"delivery.oauth2." + field + "\"")
                .doesNotContain("s3cr3t");
    }

    @Test
    void refusesAGrantBesideAHeaderOfTheSameMeaning() throws Exception {
        assertThat(refused(body("oauth2", GRANT).replace("X-Key", "authorization")))
                .contains("\"delivery.oauth2\"");
    }

    @ParameterizedTest
    @CsvSource({"client", "rsa"})
    void takesACertificateWithItsKey(String name) throws Exception {
        var read = read(body("clientCertificate", certificate(pem(name) + pem("other"), pem(name + "-key"))));

        assertThat(read.clientCertificate()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "expired, client-key, certificate, has not expired",
        "future, client-key, certificate, is valid already",
        "client-key, client-key, certificate, X.509 certificates in PEM",
        "client, other-key, privateKey, RSA or EC key",
        "client, rsa-key, privateKey, RSA or EC key",
        "client, client, privateKey, RSA or EC key",
    })
    void namesWhatIsWrongWithACertificate(String certificate, String key, String field, String words) throws Exception {
        assertThat(refused(body("clientCertificate", certificate(pem(certificate), pem(key)))))
                .contains("\"delivery.clientCertificate." + field + "\":\"", words)
                .doesNotContain("BEGIN");
    }

    @Test
    void refusesAnRsaKeyWithWhichToSignTakesLongExactly() throws Exception {
        for (var key : List.of("large-key", "client-key")) {
            assertThat(refused(body("clientCertificate", certificate(pem("large"), pem(key)))))
                    .isEqualTo("{\"delivery.clientCertificate.certificate\":"
                            + "\"Please provide a certificate whose RSA key has at most 4,096 bits\"}");
        }
    }

    /** It signs rightly, with an exponent ten times as long as it has to be. */
    @Test
    void refusesAnRsaKeyThatOnlyPretendsToBeSmall() throws Exception {
        var factory = KeyFactory.getInstance("RSA");
        var fair = (RSAPrivateCrtKey)
                factory.generatePrivate(Pkcs8.read(pem("rsa-key")).orElseThrow());
        var longer = fair.getPrimeP().subtract(BigInteger.ONE).shiftLeft(10_000);
        var swollen = factory.generatePrivate(new RSAPrivateCrtKeySpec(
                fair.getModulus(),
                fair.getPublicExponent(),
                fair.getPrivateExponent(),
                fair.getPrimeP(),
                fair.getPrimeQ(),
                fair.getPrimeExponentP().add(longer),
                fair.getPrimeExponentQ(),
                fair.getCrtCoefficient()));
        var text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(swollen.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";

        assertThat(refused(body("clientCertificate", certificate(pem("rsa"), text))))
                .contains("delivery.clientCertificate.privateKey", "RSA or EC key");
    }

    @Test
    void refusesCertificatesThatAreCutOff() throws Exception {
        var half = pem("client").substring(0, 300) + "\n-----END CERTIFICATE-----\n";

        assertThat(refused(body("clientCertificate", certificate(half, pem("client-key")))))
                .contains("delivery.clientCertificate.certificate");
    }
}
