package org.openmns.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bench, generator and sink as the processes they are, around a node that is none. */
@EnabledOnOs(OS.LINUX)
class BenchTest {

    @TempDir
    private Path directory;

    @Test
    void countsWhatWasSentAndWhatArrived() throws IOException {
        var code = bench("exec '" + System.getProperty("java.home") + "/bin/java' -cp '"
                + System.getProperty("java.class.path") + "' org.openmns.bench.FakeNode \"$@\"");

        assertThat(code).isZero();
        var figures = new JsonObject(Files.readString(directory.resolve("bench.json")));
        assertThat(figures.getLong("rssIdleMebibytes")).isPositive();
        var result = figures.getJsonArray("results").getJsonObject(0);
        var sent = result.getJsonObject("sent");
        var received = result.getJsonObject("received");
        assertThat(result.getString("scenario")).isEqualTo("latency200");
        assertThat(sent.getLong("accepted")).isEqualTo(200);
        assertThat(sent.getLong("failed")).isZero();
        assertThat(received.getLong("distinct")).isEqualTo(200);
        assertThat(received.getLong("duplicates")).isEqualTo(2);
        assertThat(received.getJsonObject("latency").getLong("p99Micros")).isPositive();
    }

    @Test
    void failsWithItsOwnCodeForANodeThatDoesNotStart() throws IOException {
        var code = bench("echo no database >&2; exit 3");

        assertThat(code).isEqualTo(2);
        assertThat(directory.resolve("bench.json")).doesNotExist();
    }

    private int bench(String script) throws IOException {
        var program = Files.createDirectories(directory.resolve("bin")).resolve("openmns");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return Bench.commandLine()
                .execute(
                        "latency200",
                        "--distribution",
                        directory.toString(),
                        "--warmup",
                        "0",
                        "--seconds",
                        "1",
                        "--idle",
                        "0",
                        "--json",
                        directory.resolve("bench.json").toString());
    }
}
