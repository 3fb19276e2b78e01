package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What README says under "Who may do what", word by word; only the port is another one. */
@Packed
@DisabledOnOs(OS.WINDOWS)
class ProductionQuickstartTest {

    private static final Path README = Path.of("../README.md");
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    @TempDir
    private Path directory;

    @Test
    void anOperatorStartsTheNodeAndAPublisherItLetsInPublishes() throws Exception {
        var folder = Path.of("target/openmns").toAbsolutePath();
        Files.createDirectories(directory.resolve("broker/target"));
        Files.createSymbolicLink(directory.resolve("broker/target/openmns"), folder);
        var port = NodeProcess.freePort();
        var blocks = blocks();
        assertThat(blocks).hasSize(2);

        try (var node = NodeProcess.of(start(blocks.get(0), port))) {
            assertThat(node.awaitOutput(" listens on http://0.0.0.0:" + port))
                    .as(node.errors())
                    .isTrue();
            assertThat(node.output()).contains("bin/openmns token --help").doesNotContain("Open access");

            var publishing = start(blocks.get(1).replace("127.0.0.1:8080", "127.0.0.1:" + port), port);

            var answers = new String(publishing.getInputStream().readAllBytes(), UTF_8);
            assertThat(publishing.waitFor())
                    .as(new String(publishing.getErrorStream().readAllBytes(), UTF_8))
                    .isZero();
            assertThat(answers).contains("\"id\":\"flags\"").endsWith("{\"id\":\"1\"}");
            assertThat(node.errors() + node.output()).doesNotContain("9000000009", privatePart("operator.key"));
        }
    }

    /** Of its key, in the file that nobody else may read. */
    private String privatePart(String file) throws IOException {
        return Files.readString(directory.resolve(file)).replaceAll("(?s).*\"d\":\"([^\"]+)\".*", "$1");
    }

    private static List<String> blocks() throws IOException {
        var readme = Files.readString(README);
        var section = readme.substring(readme.indexOf("## Who may do what"), readme.indexOf("## Several nodes"));
        return SHELL.matcher(section).results().map(block -> block.group(1)).toList();
    }

    /** The last command takes the place of the shell, so that it ends with it. */
    private Process start(String block, int port) throws IOException {
        var script = block.replaceFirst("(?m)^openmns --profile", "exec openmns --profile");
        var builder = new ProcessBuilder("sh", "-eu", "-c", script).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENMNS_"));
        builder.environment().put("OPENMNS_PORT", Integer.toString(port));
        return builder.start();
    }
}
