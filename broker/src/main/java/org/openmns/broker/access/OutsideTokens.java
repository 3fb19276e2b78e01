package org.openmns.broker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.config.AccessSettings;
import org.openmns.http.AccessDenied;
import org.openmns.http.AccessDenied.Why;

/** Believes the access tokens of an issuer that the operator names, such as a Keycloak; may block to read its keys. */
final class OutsideTokens {

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final AccessSettings.Issuer.Claims claims;
    private final JWKSource<SecurityContext> keys;
    private final Duration skew;

    OutsideTokens(AccessSettings.Issuer issuer, JWKSource<SecurityContext> keys, Duration skew) {
        this.claims = issuer.claims();
        this.keys = keys;
        this.skew = skew;
        var verifier = new DefaultJWTClaimsVerifier<SecurityContext>(
                issuer.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.url()).build(),
                Set.of("exp"));
        verifier.setMaxClockSkew(Math.toIntExact(skew.toSeconds()));
        processor.setJWTClaimsSetVerifier(verifier);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(Assertions.ALGORITHMS, keys));
        // Issuers differ in what they call the type of an access token; what counts are issuer and audience.
        processor.setJWSTypeVerifier((type, context) -> {});
    }

    /** Whose it is, and until when by a clock that is as wrong as it may be. Throws {@link AccessDenied}. */
    Known read(SignedJWT token) {
        try {
            var read = processor.process(token, null);
            var application = Optional.ofNullable(read.getStringClaim(claims.application()))
                    .flatMap(ApplicationId::parse)
                    .orElseThrow(() -> new AccessDenied(Why.INVALID));
            // Nimbus asks for its name only: it may be null.
            var expires =
                    Optional.ofNullable(read.getExpirationTime()).orElseThrow(() -> new AccessDenied(Why.INVALID));
            var permissions = claims.permissions().map(claim -> permissions(read.getClaim(claim)));
            return new Known(application, expires.toInstant().plus(skew), permissions);
        } catch (ExpiredJWTException expired) {
            throw new AccessDenied(Why.EXPIRED);
        } catch (BadJOSEException | ParseException bad) {
            throw new AccessDenied(Why.INVALID);
        } catch (RateLimitReachedException readLately) {
            // Then the set that is at hand, if there is one, has no such key.
            throw KeySets.hasKeys(keys) ? new AccessDenied(Why.INVALID) : new KeysOutOfReach(readLately);
        } catch (JOSEException keysOutOfReach) {
            throw new KeysOutOfReach(keysOutOfReach);
        }
    }

    /** Words that are none of our permissions are for others. */
    private static Permissions permissions(Object claim) {
        var words = claim instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(claim).split(" "));
        var permissions = new HashSet<Permission>();
        words.forEach(word -> Permission.parse(word).ifPresent(permissions::add));
        return new Permissions(permissions);
    }
}
