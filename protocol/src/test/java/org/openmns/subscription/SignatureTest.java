package org.openmns.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = SigningSecret.generate(new SecureRandom());
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long AT = 1614265330;
    private static final Instant NOW = Instant.ofEpochSecond(AT);

    /** The example that the libraries of Standard Webhooks test themselves with. */
    @Test
    void signsThePublishedExample() {
        assertThat(Signature.sign(List.of(SECRET), ID, AT, BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsWithEverySecretInOrder() {
        assertThat(Signature.sign(List.of(SECRET, OTHER), ID, AT, BODY))
                .isEqualTo(Signature.sign(List.of(SECRET), ID, AT, BODY) + " "
                        + Signature.sign(List.of(OTHER), ID, AT, BODY));
    }

    @Test
    void verifiesWhatAnyOfTheSecretsSigned() {
        var header = Signature.sign(List.of(OTHER, SECRET), ID, AT, BODY);

        assertThat(verifies(List.of(SECRET), header, AT, NOW)).isTrue();
        assertThat(verifies(List.of(OTHER), header, AT, NOW)).isTrue();
        assertThat(verifies(List.of(SigningSecret.generate(new SecureRandom())), header, AT, NOW))
                .isFalse();
    }

    @Test
    void refusesAChangedMessage() {
        var header = Signature.sign(List.of(SECRET), ID, AT, BODY);

        assertThat(Signature.verify(List.of(SECRET), ID, "" + AT, "{}".getBytes(UTF_8), header, NOW))
                .isFalse();
        assertThat(Signature.verify(List.of(SECRET), "msg_other", "" + AT, BODY, header, NOW))
                .isFalse();
        assertThat(Signature.verify(List.of(SECRET), ID, "" + (AT + 1), BODY, header, NOW))
                .isFalse();
    }

    @Test
    void refusesWhatIsFiveMinutesOff() {
        var header = Signature.sign(List.of(SECRET), ID, AT, BODY);

        assertThat(verifies(List.of(SECRET), header, AT, NOW.plusSeconds(300))).isTrue();
        assertThat(verifies(List.of(SECRET), header, AT, NOW.plusSeconds(301))).isFalse();
        assertThat(verifies(List.of(SECRET), header, AT, NOW.minusSeconds(301))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "soon",
                "1e9",
                "9223372036854775807",
                "-9223372036854775808",
                "9999999999999999999999999999999999999999"
            })
    void refusesWhatIsNoTimestamp(String timestamp) {
        assertThat(Signature.verify(List.of(SECRET), ID, timestamp, BODY, "v1,", NOW))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "v1,", "v1", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="})
    void refusesWhatIsNoSignature(String header) {
        assertThat(verifies(List.of(SECRET), header, AT, NOW)).isFalse();
    }

    @Test
    void generatesSecretsOf32RandomBytes() {
        assertThat(SigningSecret.decode(OTHER)).hasSize(32);
        assertThat(SigningSecret.generate(new SecureRandom())).isNotEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_(hidden)", "aGlkZGVu"})
    void refusesWhatIsNoSecretWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> SigningSecret.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a signing secret")
                .hasNoCause();
    }

    private static boolean verifies(List<String> secrets, String header, long timestamp, Instant now) {
        return Signature.verify(secrets, ID, Long.toString(timestamp), BODY, header, now);
    }
}
