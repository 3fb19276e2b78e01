package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;

/** A new key is put beside the old one, signs, and the old one is taken out: of applications and of an issuer, without a restart. */
class KeyRotationJourneyTest {

    private static final String AUDIENCE = TokenCalls.BASE + "/oauth2/token";
    private static final String ISSUER = "https://id.example/realms/nhs";
    private static final RSAKey OLD = Clients.rsa("old");
    private static final RSAKey NEW = Clients.rsa("new");
    private static final RSAKey NEITHER = Clients.rsa("neither");

    @TempDir
    private static Path directory;

    private static KeyServer issuer;
    private static RunningNode node;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        issuer = new KeyServer(Clients.jwks(OLD));
        var settings = new HashMap<>(TokenCalls.settings(directory));
        settings.put("openmns.access.issuer.url", ISSUER);
        settings.put("openmns.access.issuer.jwks-url", issuer.url());
        settings.put("openmns.access.issuer.audience", "openmns");
        node = RunningNode.start(directory.resolve("data"), settings);
        calls = TokenCalls.to(node);
    }

    @AfterAll
    static void stop() {
        node.close();
        issuer.close();
    }

    @Test
    void anApplicationChangesItsKeyByPuttingBothAndTakingTheOldOneOut() {
        putKeys("\"jwks\":" + Clients.jwks(OLD));
        assertThat(ask(OLD).statusCode()).isEqualTo(200);
        assertRefused(ask(NEW));

        putKeys("\"jwks\":" + Clients.jwks(OLD, NEW));
        assertThat(ask(NEW).statusCode()).isEqualTo(200);
        assertThat(ask(OLD).statusCode()).isEqualTo(200);

        putKeys("\"jwks\":" + Clients.jwks(NEW));
        assertRefused(ask(OLD));
        assertThat(ask(NEW).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyThatIsPutWhereTheApplicationKeepsItsSetIsKnownByItsFirstUse() {
        try (var kept = new KeyServer(Clients.jwks(OLD))) {
            putKeys("\"jwksUrl\":\"" + kept.url() + "\"");
            assertThat(ask(OLD).statusCode()).isEqualTo(200);
            assertThat(ask(OLD).statusCode()).isEqualTo(200);
            assertThat(kept.asked()).isEqualTo(1);

            kept.hold(Clients.jwks(OLD, NEW));
            assertThat(ask(NEW).statusCode()).isEqualTo(200);
            assertThat(ask(OLD).statusCode()).isEqualTo(200);
            assertThat(kept.asked()).isEqualTo(2);

            // It is not asked again and again for a key that it has not.
            for (var time = 0; time < 3; time++) {
                assertRefused(ask(NEITHER));
            }
            assertThat(kept.asked()).isEqualTo(2);
        }
    }

    @Test
    void anIssuerThatChangesItsKeyIsBelievedByTheNewOneOnly() {
        calls.register("gp-outside", "subscriptions:create:*");
        assertThat(askedWith(token(OLD)).statusCode()).isEqualTo(200);
        assertThat(issuer.asked()).isEqualTo(1);

        issuer.hold(Clients.jwks(NEW));
        assertThat(askedWith(token(NEW)).statusCode()).isEqualTo(200);
        assertThat(issuer.asked()).isEqualTo(2);
        for (var time = 0; time < 3; time++) {
            assertThat(askedWith(token(OLD)))
                    .returns(401, HttpResponse::statusCode)
                    .returns(
                            "{\"fault\":{\"faultstring\":\"Invalid access token\",\"detail\":{\"errorcode\":"
                                    + "\"oauth.v2.InvalidAccessToken\"}}}",
                            HttpResponse::body);
        }
        assertThat(askedWith(token(NEW)).statusCode()).isEqualTo(200);
    }

    private static void putKeys(String keys) {
        var body = "{\"name\":\"Rotating\",\"permissions\":[\"events:create:*\"]," + keys + "}";
        var answer = calls.call("PUT", "/applications/rotating", body, calls.operator(), "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private static HttpResponse<String> ask(RSAKey key) {
        return calls.askForToken(Clients.assertion(key, "rotating", AUDIENCE));
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(Calls.json(answer.body()).get("error").asText()).isEqualTo("invalid_client");
    }

    private static String token(RSAKey key) {
        return Clients.signed(
                key,
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject("a-person")
                        .audience("openmns")
                        .claim("azp", "gp-outside")
                        .jwtID(key.getKeyID() + Instant.now())
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .build());
    }

    private static HttpResponse<String> askedWith(String token) {
        return calls.call("GET", "/subscriptions", "", token);
    }
}
