package org.openmns.broker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.openmns.access.ApplicationId;
import org.openmns.http.AccessDenied;
import org.openmns.http.AccessDenied.Why;

/**
 * Makes this service's access tokens and knows them again: JWTs (RFC 9068) that say no more than whose they are and until
 * when, signed with a key that every node derives from its secret. What one may do is looked up at each request.
 */
final class TokenMint {

    /** What the key is derived by. */
    static final String LABEL = "openmns access token 1";

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build();

    private final List<byte[]> keys;
    private final String issuer;
    private final Duration life;
    private final Clock clock;

    /** The first key signs, all of them are believed. */
    TokenMint(List<byte[]> keys, String issuer, Duration life, Clock clock) {
        this.keys = List.copyOf(keys);
        this.issuer = issuer;
        this.life = life;
        this.clock = clock;
    }

    /** Whether this may be one of ours: no other issuer's token is signed like that. */
    static boolean mayBeOurs(SignedJWT token) {
        return JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm());
    }

    String mint(ApplicationId application) {
        var now = clock.instant();
        var token = new SignedJWT(
                HEADER,
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject(application.value())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            token.sign(new MACSigner(keys.get(0)));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every JVM has HMAC-SHA256", impossible);
        }
    }

    /** Whose it is, also where its time is over. Throws {@link AccessDenied}. */
    Known read(SignedJWT token) {
        try {
            if (!TYPE.equals(token.getHeader().getType()) || !isSigned(token)) {
                throw new AccessDenied(Why.INVALID);
            }
            var claims = token.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            if (!issuer.equals(claims.getIssuer()) || claims.getSubject() == null || expires == null) {
                throw new AccessDenied(Why.INVALID);
            }
            var application = ApplicationId.parse(claims.getSubject());
            return Known.registered(application.orElseThrow(() -> new AccessDenied(Why.INVALID)), expires.toInstant());
        } catch (ParseException malformed) {
            throw new AccessDenied(Why.INVALID);
        }
    }

    private boolean isSigned(SignedJWT token) {
        return keys.stream().anyMatch(key -> {
            try {
                return token.verify(new MACVerifier(key));
            } catch (JOSEException unusable) {
                return false;
            }
        });
    }
}
