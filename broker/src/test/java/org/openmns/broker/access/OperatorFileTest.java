package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.config.AccessSettings;
import org.openmns.config.SettingsException;

/** The keys of the configuration's operator, which change while nodes run. */
class OperatorFileTest {

    private static final String NEW = new JWKSet(Clients.EC).toPublicJWKSet().toString();

    @TempDir
    private Path directory;

    private final Hand clock = new Hand();
    private Path file;

    /** Turned by the test. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("operator.jwks"), Clients.jwks());
    }

    private OperatorFile read() {
        return new OperatorFile(new AccessSettings.Operator("operator", file), clock);
    }

    private static String keys(OperatorFile operator) {
        return operator.get().get(0).keys().jwks().orElseThrow();
    }

    @Test
    void aChangedFileCountsSomeSecondsLater() throws IOException {
        var operator = read();
        Files.writeString(file, NEW);

        clock.now = clock.now.plus(Duration.ofSeconds(9));
        assertThat(keys(operator)).isEqualTo(Clients.jwks());
        clock.now = clock.now.plus(Duration.ofSeconds(1));
        assertThat(keys(operator)).isEqualTo(NEW);
        assertThat(operator.get().get(0).id().value()).isEqualTo("operator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":[",
                "{\"keys\":[null]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "\u0000"
            })
    void oneThatCannotBeUsedChangesNothingUntilItCan(String text) throws IOException {
        var operator = read();
        Files.writeString(file, text);

        clock.now = clock.now.plus(Duration.ofSeconds(10));
        assertThat(keys(operator)).isEqualTo(Clients.jwks());
        clock.now = clock.now.plus(Duration.ofSeconds(10));
        assertThat(keys(operator)).isEqualTo(Clients.jwks());
        Files.writeString(file, NEW);
        clock.now = clock.now.plus(Duration.ofSeconds(10));
        assertThat(keys(operator)).isEqualTo(NEW);
    }

    @Test
    void oneThatIsGoneChangesNothing() throws IOException {
        var operator = read();
        Files.delete(file);

        clock.now = clock.now.plus(Duration.ofSeconds(10));

        assertThat(keys(operator)).isEqualTo(Clients.jwks());
    }

    /** Keys of a set that somebody completed by hand, private ones among them, go nowhere. */
    @Test
    void keepsPublicKeysOnly() throws IOException {
        Files.writeString(file, new JWKSet(Clients.EC).toString(false));

        assertThat(keys(read())).isEqualTo(NEW);
    }

    @Test
    void atTheStartOneThatCannotBeReadIsRefused() throws IOException {
        Files.writeString(file, "no keys");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.access.operator.jwks-file must name a file with a JWK Set");
    }
}
