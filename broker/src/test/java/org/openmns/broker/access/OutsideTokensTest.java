package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;
import org.openmns.config.AccessSettings.Issuer;
import org.openmns.http.AccessDenied;
import org.openmns.http.AccessDenied.Why;

class OutsideTokensTest {

    private static final String ISSUER = "https://id.example/realms/nhs";

    private static final Duration SKEW = Duration.ofSeconds(30);

    private final Instant now = Instant.now();

    @Test
    void takesApplicationAndPermissionsFromTheClaimsThatTheOperatorNames() throws Exception {
        var listed = read(
                tokens(Optional.of("roles")),
                claims -> claims.claim("roles", List.of("events:create:pds-*", "offline_access")));
        var spaced =
                read(tokens(Optional.of("scope")), claims -> claims.claim("scope", "openid subscriptions:create:a-1"));
        var registered = read(tokens(Optional.empty()), claims -> claims);

        assertThat(listed.application()).isEqualTo(new ApplicationId("gp-1"));
        assertThat(listed.permissions().orElseThrow().texts()).containsExactly("events:create:pds-*");
        assertThat(spaced.permissions().orElseThrow().texts()).containsExactly("subscriptions:create:a-1");
        assertThat(registered.permissions()).isEmpty();
    }

    @Test
    void letsInUntilAClockThatIsAsWrongAsItMayBeSaysThatItsTimeIsOver() throws Exception {
        var expires = now.truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);

        var late = read(tokens(Optional.empty()), claims -> claims.expirationTime(Date.from(expires)));

        assertThat(late.expiresAt()).isEqualTo(expires.plus(SKEW));
    }

    @Test
    void refusesAHeaderThatMustBeUnderstoodAndIsNot() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .criticalParams(Set.of("unheard-of"))
                .customParam("unheard-of", true)
                .build();
        var token = SignedJWT.parse(Clients.signed(header, new RSASSASigner(Clients.RSA), claims().build()));

        var denied = catchThrowableOfType(
                AccessDenied.class, () -> tokens(Optional.empty()).read(token));

        assertThat(denied.why()).isEqualTo(Why.INVALID);
    }

    @Test
    void refusesTokensOfOthersForOthersAndOfAnotherTime() {
        assertThat(denial(claims -> claims.issuer("https://id.example/realms/other")))
                .isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.audience("somebody-else"))).isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.expirationTime(null))).isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(600)))))
                .isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.claim("azp", null))).isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.claim("azp", "no/id"))).isEqualTo(Why.INVALID);
        assertThat(denial(claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))))
                .isEqualTo(Why.EXPIRED);
    }

    @Test
    void refusesASignatureMadeWithThePublicKeyAsASecret() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();
        var secret = Clients.RSA.toRSAPublicKey().getEncoded();
        var forged = SignedJWT.parse(Clients.signed(header, new MACSigner(secret), claims().build()));

        var denied = catchThrowableOfType(
                AccessDenied.class, () -> tokens(Optional.empty()).read(forged));

        assertThat(denied.why()).isEqualTo(Why.INVALID);
    }

    @Test
    void refusesATokenWhoseEndIsNull() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build();
        var claims = "{\"iss\":\"" + ISSUER + "\",\"aud\":\"openmns\",\"azp\":\"gp-1\",\"exp\":null}";
        var token = new JWSObject(header, new Payload(claims));
        token.sign(new RSASSASigner(Clients.RSA));
        var endless = SignedJWT.parse(token.serialize());

        var denied = catchThrowableOfType(
                AccessDenied.class, () -> tokens(Optional.empty()).read(endless));

        assertThat(denied.why()).isEqualTo(Why.INVALID);
    }

    private Why denial(UnaryOperator<JWTClaimsSet.Builder> change) {
        return catchThrowableOfType(AccessDenied.class, () -> read(tokens(Optional.empty()), change))
                .why();
    }

    private Known read(OutsideTokens tokens, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        var claims = change.apply(claims()).build();
        return tokens.read(SignedJWT.parse(Clients.assertion(JWSAlgorithm.RS256, claims)));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("a-person")
                .audience(List.of("openmns", "account"))
                .claim("azp", "gp-1")
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private static OutsideTokens tokens(Optional<String> permissions) {
        var issuer = new Issuer(ISSUER, "https://id.example/jwks", "openmns", new Issuer.Claims("azp", permissions));
        return new OutsideTokens(issuer, new ImmutableJWKSet<>(new JWKSet(Clients.RSA.toPublicJWK())), SKEW);
    }
}
