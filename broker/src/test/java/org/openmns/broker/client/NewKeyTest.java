package org.openmns.broker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewKeyTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void keepsThePrivateKeyInAFileOfItsOwnersAndPrintsThePublicOne(Algorithm algorithm) throws Exception {
        var file = directory.resolve("own.key");

        var printed = new NewKey(file, algorithm, Optional.empty()).run();

        var mine = JWK.parse(Files.readString(file));
        assertThat(mine.isPrivate()).isTrue();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var others = JWKSet.parse(printed).getKeys();
        assertThat(others).containsExactly(mine.toPublicJWK());
        assertThat(others.get(0).isPrivate()).isFalse();
        assertThat(mine.getAlgorithm().getName()).isEqualTo(algorithm.name());
        assertThat(mine.getKeyID()).isEqualTo(mine.computeThumbprint().toString());
    }

    @Test
    void takesAnIdThatSomebodyHasChosen() throws Exception {
        var printed = new NewKey(directory.resolve("own.key"), Algorithm.ES256, Optional.of("2026-11")).run();

        assertThat(JWKSet.parse(printed).getKeyByKeyId("2026-11")).isNotNull();
    }

    @Test
    void overwritesNoKey() throws Exception {
        var file = directory.resolve("own.key");
        new NewKey(file, Algorithm.ES256, Optional.empty()).run();
        var before = Files.readString(file);

        assertThatThrownBy(() -> new NewKey(file, Algorithm.ES256, Optional.empty()).run())
                .isInstanceOf(ErrandFailure.class)
                .hasMessage(file + " is there already; a key is never overwritten")
                .extracting(failure -> ((ErrandFailure) failure).code())
                .isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void saysWhichFileCannotBeWritten() {
        var file = directory.resolve("nowhere/own.key");

        assertThatThrownBy(() -> new NewKey(file, Algorithm.ES256, Optional.empty()).run())
                .isInstanceOf(ErrandFailure.class)
                .hasMessage("the file " + file + " cannot be written")
                .extracting(failure -> ((ErrandFailure) failure).code())
                .isEqualTo(1);
    }
}
