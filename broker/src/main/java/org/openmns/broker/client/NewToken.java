package org.openmns.broker.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/** Signs a JWT with an application's key and prints it, or gives it to the service and prints the token that it gets. */
public record NewToken(Service service, String application, With with, boolean assertionOnly) implements Errand {

    private static final String PATH = "/oauth2/token";

    /** Less than a service believes by default, and long enough for a slow hand. */
    private static final Duration LIFE = Duration.ofMinutes(4);

    /** The public URL of the service, and where it is called if not there: behind its proxy it does not go by that name. */
    public record Service(URI url, Optional<URI> via) {

        String tokenUrl() {
            return withoutSlash(url) + PATH;
        }

        URI calledAt() {
            return URI.create(withoutSlash(via.orElse(url)) + PATH);
        }

        private static String withoutSlash(URI url) {
            return url.toString().replaceAll("/+$", "");
        }
    }

    /** The file with the key, and what is to be taken instead of what it says. */
    public record With(Path keyFile, Optional<Algorithm> algorithm, Optional<String> keyId) {}

    @Override
    public String run() {
        var assertion = assertion(SigningKey.read(with.keyFile, with.keyId), Clock.systemUTC());
        return (assertionOnly ? assertion : TokenCall.exchange(service.calledAt(), assertion)) + "\n";
    }

    private String assertion(SigningKey key, Clock clock) {
        var algorithm =
                with.algorithm.map(Algorithm::standard).orElseGet(() -> JWSAlgorithm.parse(key.usualAlgorithm()));
        var keyId = with.keyId
                .or(key::id)
                .orElseThrow(() -> ErrandFailure.ofRequest("--key-id must be given: the file names no kid"));
        try {
            var header = new JWSHeader.Builder(algorithm)
                    .type(JOSEObjectType.JWT)
                    .keyID(keyId)
                    .build();
            var jwt = new SignedJWT(header, claims(clock));
            jwt.sign(key.signer());
            return jwt.serialize();
        } catch (JOSEException | IllegalArgumentException unfit) {
            throw ErrandFailure.ofRequest("the key in " + with.keyFile + " cannot sign by " + algorithm
                    + "; ES256 takes one of the curve P-256, the others take RSA of 2048 bits or more");
        }
    }

    private JWTClaimsSet claims(Clock clock) {
        var now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(application)
                .subject(application)
                .audience(service.tokenUrl())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }
}
