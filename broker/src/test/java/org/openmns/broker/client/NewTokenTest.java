package org.openmns.broker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed, and which keys it is signed with; {@code TokenErrandTest} asks a node for a token. */
class NewTokenTest {

    private static final NewToken.Service SERVICE =
            new NewToken.Service(URI.create("https://mns.example/"), Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void signsWhatTheServiceAsksFor() throws Exception {
        var file = key(Algorithm.ES256, "own");

        var jwt = SignedJWT.parse(assertion(file, Optional.empty(), Optional.empty()));

        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("flags").isEqualTo(claims.getSubject());
        assertThat(claims.getAudience()).containsExactly("https://mns.example/oauth2/token");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime().toInstant())
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(5)));
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("own");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ES256, ,      ES256
            RS256, ,      RS256
            RS512, ,      RS512
            PS256, ,      PS256
            RS256, PS256, PS256
            """)
    void signsByWhatTheKeysFileSaysUnlessItIsToldAnother(Algorithm made, Algorithm told, String used) throws Exception {
        var jwt = SignedJWT.parse(assertion(key(made, "own"), Optional.ofNullable(told), Optional.empty()));

        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(used);
    }

    @ParameterizedTest
    @CsvSource({"ES256, ES256", "RS512, RS512"})
    void takesAKeyInPemUnderTheIdThatItIsTold(Algorithm algorithm, String used) throws Exception {
        var jwk = JWK.parse(Files.readString(key(algorithm, "own")));
        var key = algorithm == Algorithm.ES256
                ? jwk.toECKey().toECPrivateKey()
                : jwk.toRSAKey().toRSAPrivateKey();
        var file = Files.writeString(
                directory.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");

        var jwt = SignedJWT.parse(assertion(file, Optional.empty(), Optional.of("in-pem")));

        assertThat(jwt.getHeader().getKeyID()).isEqualTo("in-pem");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(used);
        assertFails(file, Optional.empty(), "--key-id must be given: the file names no kid");
    }

    @Test
    void takesTheNamedOneOfASet() throws Exception {
        var keys = List.of(JWK.parse(Files.readString(key(Algorithm.ES256, "a"))), JWK.parse(rsa("b")));
        var file = Files.writeString(directory.resolve("set"), new JWKSet(keys).toString(false));

        var jwt = SignedJWT.parse(assertion(file, Optional.empty(), Optional.of("b")));

        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertFails(file, Optional.empty(), file + " holds several keys: name one by --key-id");
        assertFails(file, Optional.of("c"), file + " holds no private key with that id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "{}",
                "{\"keys\":17}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"!\"}",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----"
            })
    void saysOfAFileWithoutAKeyNothingButThat(String text) throws Exception {
        var file = Files.writeString(directory.resolve("key"), text);

        assertFails(
                file,
                Optional.of("own"),
                file + " holds no private key that can be used: a JWK, a JWK Set or PEM without a password");
    }

    @Test
    void saysThatAPublicKeySignsNothing() throws Exception {
        var jwk = JWK.parse(rsa("own")).toPublicJWK();
        var file = Files.writeString(directory.resolve("key"), jwk.toJSONString());

        assertFails(file, Optional.empty(), file + " holds no private key");
    }

    @Test
    void saysThatAKeyDoesNotFitTheAlgorithm() throws Exception {
        var file = key(Algorithm.ES256, "own");

        assertThatThrownBy(() -> assertion(file, Optional.of(Algorithm.RS512), Optional.empty()))
                .isInstanceOf(ErrandFailure.class)
                .hasMessageStartingWith("the key in " + file + " cannot sign by RS512; ");
    }

    @Test
    void saysThatAFileIsMissingOrTooLarge() throws Exception {
        var missing = directory.resolve("missing");
        var large = Files.write(directory.resolve("large"), new byte[70_000]);

        assertFails(missing, Optional.empty(), "the file " + missing + " cannot be read");
        assertFails(large, Optional.empty(), large + " is too large for a key");
    }

    private Path key(Algorithm algorithm, String id) {
        var file = directory.resolve(algorithm + "-" + id + ".key");
        new NewKey(file, algorithm, Optional.of(id)).run();
        return file;
    }

    private String rsa(String id) throws Exception {
        return Files.readString(key(Algorithm.RS256, id));
    }

    private static String assertion(Path file, Optional<Algorithm> algorithm, Optional<String> keyId) {
        var with = new NewToken.With(file, algorithm, keyId);
        return new NewToken(SERVICE, "flags", with, true).run().strip();
    }

    private static void assertFails(Path file, Optional<String> keyId, String sentence) {
        assertThatThrownBy(() -> assertion(file, Optional.empty(), keyId))
                .isInstanceOf(ErrandFailure.class)
                .hasMessage(sentence)
                .extracting(failure -> ((ErrandFailure) failure).code())
                .isEqualTo(2);
    }
}
