package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.access.ApplicationId;
import org.openmns.http.TokenRefused;

class AssertionsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final String US = AccessBookScene.DOOR;
    private static final String ACME = AccessBookScene.ACME;
    private static final String UNKNOWN = "the JWT is not signed by a key of a registered application";

    @TempDir
    private static Path directory;

    private static AccessBookScene scene;
    private static Assertions assertions;

    @BeforeAll
    static void open() {
        scene = AccessBookScene.open(directory, CLOCK);
        assertions = scene.assertions();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS512", "RS256", "PS256", "ES256"})
    void believesWhatAKeyOfTheApplicationHasSigned(String algorithm) {
        var claims = claims().jwtID("j-1").build();

        var proof = check(Clients.assertion(JWSAlgorithm.parse(algorithm), claims));

        assertThat(proof.application()).isEqualTo(new ApplicationId(ACME));
        assertThat(proof.jti()).isEqualTo("j-1");
        assertThat(proof.expiresAt()).isEqualTo(NOON.plus(Duration.ofMinutes(4)).plusSeconds(30));
    }

    @Test
    void allowsForAClockThatIsAnHalfMinuteWrong() {
        check(signed(claims -> claims.expirationTime(at(-29))));
        check(signed(claims -> claims.issueTime(at(29)).notBeforeTime(at(29))));
        check(signed(claims -> claims.expirationTime(at(5 * 60 + 29))));
    }

    static Stream<Wrong> wrong() {
        return Stream.of(
                new Wrong("aud must be " + US, claims -> claims.audience("https://other.example/oauth2/token")),
                new Wrong("aud must be " + US, claims -> claims.audience(US + "/")),
                new Wrong("aud must be " + US, claims -> claims.audience(List.of(US, "https://other.example"))),
                new Wrong("aud must be " + US, claims -> claims.audience(List.of())),
                new Wrong("exp is missing", claims -> claims.expirationTime(null)),
                new Wrong("exp has passed", claims -> claims.expirationTime(at(-30))),
                new Wrong("exp must be at most 300 s ahead", claims -> claims.expirationTime(at(5 * 60 + 31))),
                new Wrong("the JWT is from the future; check the clock", claims -> claims.issueTime(at(31))),
                new Wrong("the JWT is from the future; check the clock", claims -> claims.notBeforeTime(at(31))),
                new Wrong("jti must be a text of 1 to 256 characters", claims -> claims.jwtID(null)),
                new Wrong("jti must be a text of 1 to 256 characters", claims -> claims.jwtID("j".repeat(257))),
                new Wrong("iss and sub must both be the id of the application", claims -> claims.subject("other")),
                new Wrong("iss and sub must both be the id of the application", claims -> claims.issuer(null)),
                new Wrong(UNKNOWN, claims -> claims.issuer("stranger").subject("stranger")),
                new Wrong(UNKNOWN, claims -> claims.issuer("keyless").subject("keyless")),
                new Wrong(UNKNOWN, claims -> claims.issuer("no/id").subject("no/id")));
    }

    /** A change of what is right, and what it is told. */
    record Wrong(String message, UnaryOperator<JWTClaimsSet.Builder> change) {

        @Override
        public String toString() {
            return message;
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWrongClaims(Wrong wrong) {
        assertThat(refusal(signed(wrong.change()))).isEqualTo(wrong.message());
    }

    @Test
    void refusesWhatNobodyHasSigned() {
        assertThat(refusal(new PlainJWT(claims().build()).serialize()))
                .isEqualTo("the client_assertion is not a signed JWT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", ".", "..", "e30.e30.e30", "bnVsbA.e30.AQ", "MQ.e30.AQ", "W10.e30.AQ"})
    void refusesWhatIsNoJwt(String text) {
        assertThat(refusal(text)).isEqualTo("the client_assertion is not a signed JWT");
    }

    @Test
    void refusesASignatureMadeWithThePublicKeyAsASecret() throws Exception {
        var publicKey = Clients.RSA.toRSAPublicKey().getEncoded();
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();

        assertThat(refusal(Clients.signed(header, new MACSigner(publicKey), claims().build())))
                .isEqualTo("alg must be one of RS512, RS256, PS256, ES256");
    }

    @Test
    void refusesTheKeyOfAnotherThatBearsTheSameName() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-1").build();
        var other = new RSASSASigner(Clients.OTHER_RSA);

        assertThat(refusal(Clients.signed(header, other, claims().build()))).isEqualTo(UNKNOWN);
    }

    @Test
    void refusesAKeyThatIsNamedNowhereOrNotAtAll() throws Exception {
        var signer = new RSASSASigner(Clients.RSA);
        var unknown = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-9").build();
        var nameless = new JWSHeader.Builder(JWSAlgorithm.RS512).build();

        assertThat(refusal(Clients.signed(unknown, signer, claims().build()))).isEqualTo(UNKNOWN);
        assertThat(refusal(Clients.signed(nameless, signer, claims().build())))
                .isEqualTo("kid must name a key of the application");
    }

    @Test
    void refusesAHeaderThatMustBeUnderstoodAndIsNot() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512)
                .keyID("rsa-1")
                .customParam("unheard-of", true)
                .criticalParams(Set.of("unheard-of"))
                .build();

        assertThat(refusal(Clients.signed(header, new RSASSASigner(Clients.RSA), claims().build())))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void refusesWhatWasChangedAfterItWasSigned() {
        var parts = signed(claims -> claims).split("\\.", -1);
        var changed = signed(claims -> claims.jwtID("another")).split("\\.", -1)[1];

        assertThat(refusal(parts[0] + "." + changed + "." + parts[2])).isEqualTo(UNKNOWN);
        assertThat(refusal(parts[0] + "." + parts[1] + ".")).isEqualTo("the client_assertion is not a signed JWT");
    }

    private static Assertions.Proof check(String assertion) {
        return assertions.check(assertions.read(assertion));
    }

    private static String refusal(String assertion) {
        var refused = catchThrowableOfType(TokenRefused.class, () -> check(assertion));
        assertThat(refused.code()).isEqualTo(TokenRefused.Code.INVALID_CLIENT);
        return refused.description();
    }

    private static JWTClaimsSet.Builder claims() {
        return Clients.claims(ACME, US, NOON);
    }

    private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
        return Clients.assertion(JWSAlgorithm.RS512, change.apply(claims()).build());
    }

    private static Date at(int seconds) {
        return Date.from(NOON.plusSeconds(seconds));
    }
}
