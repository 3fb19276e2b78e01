package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/openmns} against JDKs that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @TempDir
    private Path directory;

    private Path script;

    @BeforeEach
    void layOutADistribution() throws IOException {
        var bin = Files.createDirectories(directory.resolve("a home/bin"));
        Files.createDirectories(directory.resolve("a home/lib"));
        Files.createFile(directory.resolve("a home/lib/b.jar"));
        Files.createFile(directory.resolve("a home/lib/a.jar"));
        script = bin.resolve("openmns");
        Files.copy(Path.of("src/main/dist/bin/openmns"), script);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void givesTheArgumentsOnAsTheyAreAndSaysWhichJdk() throws Exception {
        var run = run(
                jdk("25.0.3"),
                script,
                "start",
                "--data",
                directory.resolve("the data").toString(),
                "a  b");

        assertThat(run.code()).isZero();
        assertThat(run.text())
                .contains("openmns: Java 25 in ")
                .contains("<start><--data>")
                .endsWith("<a  b>");
        assertThat(run.text())
                .contains("a home/lib/a.jar:")
                .contains("<--sun-misc-unsafe-memory-access=allow><--illegal-native-access=allow>");
        assertThat(run.text())
                .contains("<-XX:SharedArchiveFile=" + directory.toRealPath() + "/the data/classes-25.jsa>");
    }

    @Test
    void unpacksLibrariesIntoTheDataDirectoryAndRemovesWhatAKilledNodeLeft() throws Exception {
        var temporary = Files.createDirectories(directory.resolve("the data/tmp"));
        var left = Files.createFile(temporary.resolve("liblz4-java-1.so"));
        var data = directory.resolve("the data").toString();

        assertThat(run(jdk("25.0.3"), script, "--data", data).text()).contains("<-Djava.io.tmpdir=" + temporary + ">");
        assertThat(left).doesNotExist();
    }

    /** The configuration may name another one, which only the program reads. */
    @Test
    void makesNoDataDirectoryThatNobodyNamed() throws Exception {
        assertThat(run(jdk("17.0.15"), script, "--port", "0").text()).doesNotContain("tmpdir");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void doesNotTakeTheUrlOfADatabaseForTheDataDirectory() throws Exception {
        var run = run(
                jdk("25.0.3"), script, "--database-url", "jdbc:postgresql://db/mns", "--data", directory.toString());

        assertThat(run.text())
                .contains("<--database-url><jdbc:postgresql://db/mns>")
                .contains("<-XX:SharedArchiveFile=" + directory.toRealPath() + "/classes-25.jsa>");
    }

    @Test
    void runsAnErrandWithLittleAndLeavesNothingBehind() throws Exception {
        var run = run(jdk("25.0.3"), script, "token", "--url", "https://m");

        assertThat(run.text())
                .startsWith("<-Xmx128m>")
                .endsWith("<org.openmns.broker.Main><token><--url><https://m>")
                .doesNotContain("SharedArchive", "Xms", "Java 25 in");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void findsItsHomeThroughSymbolicLinks() throws Exception {
        var link = Files.createSymbolicLink(directory.resolve("first"), script);
        var second = Files.createSymbolicLink(directory.resolve("second"), Path.of("first"));
        assertThat(link).exists();

        assertThat(run(jdk("21.0.1"), second, "--help").text()).contains("/a home/lib/a.jar:");
    }

    @Test
    void asksAnOldJdkForNoFlagItDoesNotKnow() throws Exception {
        var run = run(jdk("17.0.15"), script, "--data", directory.toString());

        assertThat(run.text())
                .doesNotContain("SharedArchive")
                .doesNotContain("unsafe")
                .doesNotContain("native-access");
    }

    @Test
    void refusesAJdkThatIsTooOld() throws Exception {
        var run = run(jdk("1.8.0_402"), script);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.text()).contains("needs Java 17 or newer, but the newest found is Java 8 in");
    }

    @Test
    void refusesAFolderWithoutJdk() throws Exception {
        var run = run(directory, script);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.text()).contains("OPENMNS_JAVA_HOME holds no JDK: " + directory);
    }

    private Path jdk(String version) throws IOException {
        var jdk = directory.resolve("jdk");
        var java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.writeString(java, "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return jdk;
    }

    private Run run(Path jdk, Path program, String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENMNS_"));
        builder.environment().put("OPENMNS_JAVA_HOME", jdk.toString());
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), text);
    }

    private record Run(int code, String text) {}
}
