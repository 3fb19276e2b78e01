package org.openmns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {

    @Test
    void argumentsGoBeforeTheFileAndTheFileBeforeTheProfile(@TempDir Path directory) throws IOException {
        var file = write(directory, "openmns { node { host = filehost, port = 1 }, topic.tail.events-max = 7 }");

        var config = Layers.load(Profile.PRODUCTION, Map.of("openmns.node.port", "2"), Optional.of(file));

        assertThat(config.getInt("openmns.node.port")).isEqualTo(2);
        assertThat(config.getString("openmns.node.host")).isEqualTo("filehost");
        assertThat(config.getInt("openmns.topic.tail.events-max")).isEqualTo(7);
        assertThat(config.getBoolean("openmns.delivery.guard.allow-http")).isFalse();
    }

    @Test
    void refusesAFileThatIsNotThere(@TempDir Path directory) {
        assertThatThrownBy(() -> Layers.load(Profile.SANDBOX, Map.of(), Optional.of(directory.resolve("none.conf"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.conf");
    }

    @Test
    void refusesAFileThatIsNoConfiguration(@TempDir Path directory) throws IOException {
        var file = write(directory, "openmns { node {");

        assertThatThrownBy(() -> Layers.load(Profile.SANDBOX, Map.of(), Optional.of(file)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("The configuration cannot be read")
                .hasMessageContaining("openmns.conf");
    }

    /** A key that is set without its environment variable below it could not be set in a container. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.conf",
                "store.conf",
                "secret.conf",
                "topic.conf",
                "delivery.conf",
                "sandbox.conf",
                "production.conf"
            })
    void everyKeyOfOursHasItsEnvironmentVariable(String resource) throws IOException {
        var lines =
                text(resource).split("\npekko", 2)[0].lines().map(String::strip).toList();
        var setting = Pattern.compile("([a-z.-]+) = (.*)");

        for (var line = 0; line < lines.size(); line++) {
            var match = setting.matcher(lines.get(line));
            if (match.matches()
                    && !match.group(2).startsWith("${?")
                    && !match.group(1).equals("profile")) {
                assertThat(lines.get(line + 1)).startsWith(match.group(1) + " = ${?OPENMNS_");
            }
        }
    }

    private static Path write(Path directory, String text) throws IOException {
        return Files.writeString(directory.resolve("openmns.conf"), text);
    }

    private static String text(String resource) throws IOException {
        try (var in = LayersTest.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
