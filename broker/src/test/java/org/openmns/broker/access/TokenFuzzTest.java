package org.openmns.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.Application.Keys;
import org.openmns.access.ApplicationId;
import org.openmns.broker.access.RandomTokens.Made;
import org.openmns.config.AccessSettings.Issuer;
import org.openmns.fuzz.Fuzz;
import org.openmns.fuzz.Mutation;
import org.openmns.http.AccessDenied;
import org.openmns.http.TokenRefused;

/** Any JWT is believed or refused, never an error; who is believed has signed what it says, with a key that counts here. */
class TokenFuzzTest {

    private static final int SHARE_PERCENT = 10;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final String US = "https://mns.example";
    private static final String DOOR = AccessBookScene.DOOR;
    private static final String ISSUER = "https://id.example/realms/nhs";
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    @TempDir
    private static Path directory;

    private static AccessBookScene scene;

    @BeforeAll
    static void open() {
        scene = AccessBookScene.open(directory, CLOCK);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void believesNoTokenButThoseOfWhoSignsHere() throws InterruptedException {
        Fuzz.run("tokens", SHARE_PERCENT, Reader::new);
    }

    /** All that reads what a stranger may send as a JWT, or as keys. */
    private static final class Reader implements Fuzz.Target {

        private final Assertions assertions = scene.assertions();
        private final TokenMint mint = new TokenMint(List.of(SECRET), US, Duration.ofMinutes(10), CLOCK);
        private final OutsideTokens outside;
        private final String jwks = Clients.jwks();
        private final String good = Clients.assertion(
                JWSAlgorithm.ES256, Clients.claims("acme", DOOR, NOON).build());

        private final RandomTokens byEc;
        private final RandomTokens byRsa;
        private final RandomTokens byPublicKey;
        private final RandomTokens minted;
        private final RandomTokens issued;

        Reader() {
            try {
                var keys = JWKSet.parse(Clients.jwks());
                var claims = new Issuer.Claims("azp", Optional.of("roles"));
                var issuer = new Issuer(ISSUER, ISSUER + "/keys", "mns", claims);
                outside = new OutsideTokens(issuer, new ImmutableJWKSet<>(keys), Duration.ofSeconds(30));

                var ec = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").build();
                var rsa =
                        new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-1").build();
                var hmac =
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();
                var ours = new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .build();
                byEc = new RandomTokens(ec, assertion(), new ECDSASigner(Clients.EC));
                byRsa = new RandomTokens(rsa, assertion(), new RSASSASigner(Clients.RSA));
                byPublicKey = new RandomTokens(
                        hmac,
                        assertion(),
                        new MACSigner(Clients.RSA.toRSAPublicKey().getEncoded()));
                minted = new RandomTokens(ours, token(), new MACSigner(SECRET));
                issued = new RandomTokens(ec, outsideToken(), new ECDSASigner(Clients.EC));
            } catch (JOSEException | ParseException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String assertion() {
            return "{\"iss\":\"acme\",\"sub\":\"acme\",\"aud\":\"" + DOOR + "\",\"jti\":\"j-1\",\"exp\":"
                    + NOON.plusSeconds(240).getEpochSecond() + ",\"iat\":" + NOON.getEpochSecond() + "}";
        }

        private static String token() {
            return "{\"iss\":\"" + US + "\",\"sub\":\"acme\",\"exp\":"
                    + NOON.plusSeconds(600).getEpochSecond() + ",\"jti\":\"j-1\"}";
        }

        private static String outsideToken() {
            return "{\"iss\":\"" + ISSUER + "\",\"azp\":\"gp-1\",\"aud\":[\"mns\",\"other\"],\"exp\":4102444800,"
                    + "\"roles\":[\"events:create:pds-*\",\"offline_access\"]}";
        }

        @Override
        public boolean accepts(SplittableRandom random) throws Exception {
            return switch (random.nextInt(16)) {
                case 0 -> proves(byRsa.next(random), "RS512", "rsa-1");
                case 1, 2 -> proves(byPublicKey.next(random), "none of ours", "rsa-1");
                case 3, 4 ->
                    areOfUse(new Keys(Optional.of(new String(Mutation.json(jwks, random), UTF_8)), Optional.empty()));
                case 5, 6, 7, 8 -> isMinted(minted.next(random));
                case 9, 10, 11 -> isIssued(issued.next(random));
                default -> proves(byEc.next(random), "ES256", "ec-1");
            };
        }

        private boolean proves(Made made, String algorithm, String key) {
            try {
                var claimed = assertions.read(made.text());
                assertThat(assertions.isToBeAsked(claimed)).isFalse();
                var proof = assertions.check(claimed);
                assertThat(made.isAsSigned()).isTrue();
                assertThat(proof.application()).isEqualTo(new ApplicationId("acme"));
                if (made.isReadable()) {
                    isSignedBy(made, algorithm);
                    assertThat(made.headerField("kid").textValue()).isEqualTo(key);
                    saysWhatIsProved(made, proof);
                }
                return true;
            } catch (TokenRefused refused) {
                assertThat(made.isGood() && !algorithm.startsWith("none")).isFalse();
                assertThat(refused.description()).isNotBlank().doesNotContain("Exception");
                return false;
            }
        }

        private static void saysWhatIsProved(Made made, Assertions.Proof proof) {
            assertThat(made.claim("iss").textValue()).isEqualTo("acme");
            assertThat(made.claim("sub").textValue()).isEqualTo("acme");
            assertThat(Set.of(made.claim("aud").toString())).containsAnyOf("\"" + DOOR + "\"", "[\"" + DOOR + "\"]");
            assertThat(made.claim("exp").longValue())
                    .isBetween(NOON.getEpochSecond() - 30, NOON.getEpochSecond() + 330);
            assertThat(proof.jti()).isEqualTo(made.claim("jti").textValue());
        }

        private boolean isMinted(Made made) {
            return isBelieved(made, jwt -> {
                var known = mint.read(jwt);
                assertThat(made.isAsSigned()).isTrue();
                if (!made.isReadable()) {
                    return;
                }
                isSignedBy(made, "HS256");
                assertThat(made.claim("iss").textValue()).isEqualTo(US);
                // A number is read as its digits, in Nimbus's way of writing them.
                assertThat(made.claim("sub").isNumber()
                                || known.application()
                                        .value()
                                        .equals(made.claim("sub").textValue()))
                        .isTrue();
                assertThat(made.claim("exp").isNumber()).isTrue();
            });
        }

        private boolean isIssued(Made made) {
            return isBelieved(made, jwt -> {
                var known = outside.read(jwt);
                assertThat(made.isAsSigned()).isTrue();
                if (!made.isReadable()) {
                    return;
                }
                isSignedBy(made, "ES256");
                assertThat(made.claim("iss").textValue()).isEqualTo(ISSUER);
                assertThat(made.claim("aud").toString()).contains("\"mns\"");
                assertThat(made.claim("azp").textValue())
                        .isEqualTo(known.application().value());
            });
        }

        /** What reads a token, and looks at what it believed. */
        private interface Belief {
            void of(SignedJWT jwt);
        }

        private static boolean isBelieved(Made made, Belief belief) {
            try {
                belief.of(Jwts.signed(made.text()).orElseThrow(() -> new AccessDenied(AccessDenied.Why.INVALID)));
                return true;
            } catch (AccessDenied denied) {
                assertThat(made.isGood()).isFalse();
                return false;
            }
        }

        private static void isSignedBy(Made made, String algorithm) {
            assertThat(made.headerField("alg").textValue()).isEqualTo(algorithm);
        }

        /** Keys of which one may be damaged: what they verify or not, is told as with good ones. */
        private boolean areOfUse(Keys keys) throws ParseException {
            if (!KeySets.areUsable(keys)) {
                return false;
            }
            try {
                var jwt = SignedJWT.parse(good);
                scene.assertions().check(new Assertions.Claimed(jwt, AccessBookScene.application("acme", keys)));
                return true;
            } catch (TokenRefused | KeysOutOfReach refused) {
                return false;
            }
        }
    }
}
