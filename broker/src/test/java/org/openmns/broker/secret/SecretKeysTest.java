package org.openmns.broker.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretKeysTest {

    /** The bytes 0 to 31, and 32 to 63. */
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final String NEXT = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private static final String PLACE = "subscription/1";
    private static final byte[] SECRET = "whsec_c2VjcmV0".getBytes(US_ASCII);

    private final SecretKeys keys = new SecretKeys(List.of(KEY));

    @Test
    void opensWhatItSealedAndSealsTheSameNeverTheSame() {
        var sealed = keys.seal(SECRET, PLACE);

        assertThat(keys.open(sealed, PLACE)).isEqualTo(SECRET);
        assertThat(keys.seal(SECRET, PLACE)).isNotEqualTo(sealed);
        assertThat(new String(sealed, US_ASCII)).doesNotContain("whsec");
        assertThat(keys.open(keys.seal(new byte[0], PLACE), PLACE)).isEmpty();
    }

    /** Written by another program from the description of the format. */
    @Test
    void opensTheFormatThatIsStored() {
        var stored = Base64.getDecoder().decode("AWMNzSkAAQIDBAUGBwgJCgs15bJf8/2iTTd8Qx+tVfZV69Ib9rI6XpfZrGebizQ=");

        assertThat(keys.open(stored, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void opensForNothingElseThanItWasSealedFor() {
        var sealed = keys.seal(SECRET, PLACE);

        assertThatThrownBy(() -> keys.open(sealed, "subscription/2"))
                .isInstanceOf(UnopenedException.class)
                .hasMessage("what is stored was changed, or sealed for something else");
    }

    @Test
    void noticesEveryChange() {
        var sealed = keys.seal(SECRET, PLACE);

        for (var index = 0; index < sealed.length; index++) {
            var changed = sealed.clone();
            changed[index] ^= 1;
            assertThatThrownBy(() -> keys.open(changed, PLACE)).isInstanceOf(UnopenedException.class);
        }
        assertThatThrownBy(() -> keys.open(new byte[10], PLACE)).isInstanceOf(UnopenedException.class);
    }

    @Test
    void afterARotationTheFirstKeySealsAndTheOthersOpen() {
        var old = keys.seal(SECRET, PLACE);
        var rotated = new SecretKeys(List.of(NEXT, KEY));

        assertThat(rotated.open(old, PLACE)).isEqualTo(SECRET);
        assertThat(new SecretKeys(List.of(NEXT)).open(rotated.seal(SECRET, PLACE), PLACE))
                .isEqualTo(SECRET);
    }

    @Test
    void namesTheKeyThatIsMissingAndNothingElse() {
        var old = keys.seal(SECRET, PLACE);

        assertThatThrownBy(() -> new SecretKeys(List.of(NEXT)).open(old, PLACE))
                .isInstanceOf(UnopenedException.class)
                .hasMessage("what is stored is sealed with the key 630dcd29, which is not among the keys of this node"
                        + " (openmns.secrets)");
    }

    @Test
    void givesEachPurposeAKeyOfItsOwnThatIsTheSameEverywhere() {
        assertThat(hex(keys.derived("tokens")))
                .isEqualTo("5447b100a0674b4d751a3bd6aa64bd8de08483bb47114e7d22dd9dc5f87bb14d");
        assertThat(keys.derived("other")).isNotEqualTo(keys.derived("tokens"));
        assertThat(new SecretKeys(List.of(NEXT, KEY)).derivedAll("tokens"))
                .containsExactly(new SecretKeys(List.of(NEXT)).derived("tokens"), keys.derived("tokens"));
    }

    /** RFC 5869, test case 3, its first block. */
    @Test
    void derivesAsTheStandardSays() {
        var key = new byte[22];
        Arrays.fill(key, (byte) 0x0b);

        assertThat(hex(Hkdf.derive(key, "")))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    @Test
    void keepsThemToItself() {
        assertThat(keys).hasToString("SecretKeys[630dcd29]");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
