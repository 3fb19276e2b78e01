package org.openmns.broker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.config.NodeSettings;
import org.openmns.config.Profile;
import org.openmns.config.SecretSettings;
import org.openmns.config.SettingsException;

class NodeKeysTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String FILED = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    @TempDir
    private Path directory;

    @Test
    void inProductionTheNodeSaysHowToMakeAKeyInsteadOfStarting() {
        assertThatThrownBy(() -> keys(Profile.PRODUCTION, List.of(), Optional.empty()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.secrets.keys must hold a key in production")
                .hasMessageContaining("openssl rand -base64 32");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theSandboxMakesAKeyForItsOwnerOnlyAndKeepsIt() throws IOException {
        var data = directory.resolve("data");

        var first = ofSandbox(data);

        var file = data.resolve("secret.key");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(ofSandbox(data).derived("x")).isEqualTo(first.derived("x"));
        assertThat(ofSandbox(directory.resolve("other")).derived("x")).isNotEqualTo(first.derived("x"));
    }

    @Test
    void ofNodesThatStartAtOnceOnOneDirectoryAllTakeTheSameKey() {
        var derived = IntStream.range(0, 16)
                .parallel()
                .mapToObj(node -> HexFormat.of().formatHex(ofSandbox(directory).derived("x")))
                .distinct();

        assertThat(derived).hasSize(1);
    }

    @Test
    void theSandboxMakesNoneWhereOneIsGiven() {
        keys(Profile.SANDBOX, List.of(KEY), Optional.empty());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theKeysOfTheFileComeAfterThoseOfTheSetting() throws IOException {
        var file = Files.writeString(directory.resolve("keys"), "\n" + FILED + "\n");

        assertThat(keys(Profile.PRODUCTION, List.of(KEY), Optional.of(file)))
                .hasToString(new SecretKeys(List.of(KEY, FILED)).toString());
        assertThat(keys(Profile.PRODUCTION, List.of(), Optional.of(file)))
                .hasToString(new SecretKeys(List.of(FILED)).toString());
    }

    @Test
    void refusesAFileThatIsNotThereOrHoldsNoKeysAndDoesNotRepeatIt() throws IOException {
        var wrong = Files.writeString(directory.resolve("wrong"), FILED + "\nnot a key\n");

        assertThatThrownBy(() -> keys(Profile.PRODUCTION, List.of(), Optional.of(directory.resolve("none"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.secrets.key-file must name a file that can be read");
        assertThatThrownBy(() -> keys(Profile.PRODUCTION, List.of(), Optional.of(wrong)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.secrets.key-file must name a file with a key of 32 bytes in base 64")
                .hasMessageNotContainingAny(FILED, "not a key");
    }

    private static SecretKeys ofSandbox(Path data) {
        return NodeKeys.of(new SecretSettings(List.of(), Optional.empty()), node(Profile.SANDBOX, data));
    }

    private SecretKeys keys(Profile profile, List<String> given, Optional<Path> file) {
        return NodeKeys.of(new SecretSettings(given, file), node(profile, directory));
    }

    private static NodeSettings node(Profile profile, Path data) {
        return new NodeSettings(profile, "127.0.0.1", 8080, data, "http://127.0.0.1:8080");
    }
}
