package org.openmns.broker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.http.TokenRefused;
import org.openmns.http.TokenRefused.Code;

/**
 * Checks a signed JWT that is given for a token (RFC 7523 section 3, private_key_jwt of OpenID Connect): whose it is, that
 * its key is the application's, and that it is meant for us and now.
 */
final class Assertions {

    /** All of them with a private key, so that none can be made with what is public; RS512 is what MNS documents. */
    static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS512, JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

    private static final int JTI_LENGTH_MAX = 256;

    /** Says the same of an unknown application and of a wrong key: who is registered is nobody's business. */
    private static final String UNKNOWN = "the JWT is not signed by a key of a registered application";

    private final AccessBook book;
    private final KeySets keySets;
    private final String audience;
    private final Limits limits;
    private final Clock clock;

    Assertions(AccessBook book, KeySets keySets, String audience, Limits limits, Clock clock) {
        this.book = book;
        this.keySets = keySets;
        this.audience = audience;
        this.limits = limits;
        this.clock = clock;
    }

    /** How far ahead it may expire, and how wrong its clock may be. */
    record Limits(Duration lifeMax, Duration skew) {}

    /** Who proves to be who, once: {@code jti} is not to be accepted again before it has expired. */
    record Proof(ApplicationId application, String jti, Instant expiresAt) {}

    /** Whose it says that it is, which nobody has verified; its header names a key, and an algorithm that we take. */
    record Claimed(SignedJWT jwt, Application application) {

        String keyId() {
            return jwt.getHeader().getKeyID();
        }
    }

    /** Asks nobody. Throws {@link TokenRefused}. */
    Claimed read(String assertion) {
        var jwt = Jwts.signed(assertion).orElseThrow(() -> refused("the client_assertion is not a signed JWT"));
        var application = book.find(claimedBy(jwt)).orElseThrow(() -> refused(UNKNOWN));
        if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
            throw refused("alg must be one of RS512, RS256, PS256, ES256");
        }
        if (jwt.getHeader().getKeyID() == null) {
            throw refused("kid must name a key of the application");
        }
        return new Claimed(jwt, application);
    }

    /** Whether its key is to be asked for, which may take time: mostly it is known. */
    boolean isToBeAsked(Claimed claimed) {
        return keySets.isToBeAsked(claimed.application().keys(), claimed.keyId());
    }

    /** Asks for its key where the application keeps it. May block. Throws {@link KeysOutOfReach}. */
    void ask(Claimed claimed) {
        try {
            keySets.ask(claimed.application().keys(), claimed.keyId());
        } catch (KeySourceException keysOutOfReach) {
            throw new KeysOutOfReach(keysOutOfReach);
        }
    }

    /** By the keys that are known: asks nobody. Throws {@link TokenRefused}. */
    Proof check(Claimed claimed) {
        var claims = verified(claimed.jwt(), claimed.application());
        return checked(claims, claimed.application().id());
    }

    private static ApplicationId claimedBy(SignedJWT jwt) {
        try {
            var claims = jwt.getJWTClaimsSet();
            if (claims.getIssuer() == null || !claims.getIssuer().equals(claims.getSubject())) {
                throw refused("iss and sub must both be the id of the application");
            }
            return ApplicationId.parse(claims.getIssuer()).orElseThrow(() -> refused(UNKNOWN));
        } catch (ParseException malformed) {
            throw refused("the claims are not readable");
        }
    }

    private JWTClaimsSet verified(SignedJWT jwt, Application application) {
        var source = keySets.of(application.keys()).orElseThrow(() -> refused(UNKNOWN));
        try {
            return processor(source).process(jwt, null);
        } catch (BadJOSEException unsigned) {
            throw refused(UNKNOWN);
        } catch (JOSEException keysOutOfReach) {
            throw new KeysOutOfReach(keysOutOfReach);
        }
    }

    private static DefaultJWTProcessor<SecurityContext> processor(JWKSource<SecurityContext> source) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
        // The claims are checked here, so that each mistake has its sentence.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor;
    }

    private Proof checked(JWTClaimsSet claims, ApplicationId application) {
        var now = clock.instant();
        if (!claims.getAudience().equals(List.of(audience))) {
            throw refused("aud must be " + audience);
        }
        var expires = instant(claims.getExpirationTime(), "exp is missing");
        if (!now.minus(limits.skew()).isBefore(expires)) {
            throw refused("exp has passed");
        }
        if (expires.isAfter(now.plus(limits.lifeMax()).plus(limits.skew()))) {
            throw refused("exp must be at most " + limits.lifeMax().toSeconds() + " s ahead");
        }
        if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
            throw refused("the JWT is from the future; check the clock");
        }
        var jti = Objects.requireNonNullElse(claims.getJWTID(), "");
        if (jti.isEmpty() || jti.length() > JTI_LENGTH_MAX) {
            throw refused("jti must be a text of 1 to " + JTI_LENGTH_MAX + " characters");
        }
        return new Proof(application, jti, expires.plus(limits.skew()));
    }

    private boolean isAhead(@Nullable Date time, Instant now) {
        return time != null && time.toInstant().isAfter(now.plus(limits.skew()));
    }

    private static Instant instant(@Nullable Date time, String missing) {
        if (time == null) {
            throw refused(missing);
        }
        return time.toInstant();
    }

    private static TokenRefused refused(String why) {
        return new TokenRefused(Code.INVALID_CLIENT, why);
    }
}
