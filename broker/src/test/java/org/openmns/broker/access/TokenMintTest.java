package org.openmns.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;
import org.openmns.http.AccessDenied;

class TokenMintTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String US = "https://mns.example";
    private static final byte[] OLD = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final byte[] NEW = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);
    private static final ApplicationId ACME = new ApplicationId("acme");

    private static TokenMint mint(String issuer, byte[]... keys) {
        return new TokenMint(List.of(keys), issuer, Duration.ofMinutes(10), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void knowsItsOwnTokensAgain() throws Exception {
        var token = mint(US, OLD).mint(ACME);

        assertThat(mint(US, OLD).read(SignedJWT.parse(token)))
                .isEqualTo(Known.registered(ACME, NOON.plus(Duration.ofMinutes(10))));
    }

    @Test
    void believesTheKeyBeforeTheCurrentOneToo() throws Exception {
        var token = SignedJWT.parse(mint(US, OLD).mint(ACME));

        assertThat(mint(US, NEW, OLD).read(token).application()).isEqualTo(ACME);
        assertThat(denial(mint(US, NEW), token)).isEqualTo(AccessDenied.Why.INVALID);
    }

    @Test
    void refusesThoseOfAnotherServiceWithTheSameKey() throws Exception {
        assertThat(denial(
                        mint("https://other.example", OLD),
                        SignedJWT.parse(mint(US, OLD).mint(ACME))))
                .isEqualTo(AccessDenied.Why.INVALID);
    }

    @Test
    void refusesWhatIsSignedWithItsKeyForAnotherPurpose() throws Exception {
        var claims = new JWTClaimsSet.Builder()
                .issuer(US)
                .subject("acme")
                .expirationTime(Date.from(NOON.plusSeconds(60)))
                .build();
        var other = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .build();

        assertThat(denial(mint(US, OLD), SignedJWT.parse(Clients.signed(other, new MACSigner(OLD), claims))))
                .isEqualTo(AccessDenied.Why.INVALID);
    }

    private static AccessDenied.Why denial(TokenMint mint, SignedJWT token) {
        return catchThrowableOfType(AccessDenied.class, () -> mint.read(token)).why();
    }
}
