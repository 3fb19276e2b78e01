package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.TestKeys;

class DatabaseTest {

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenIsThereAfterClosingAndOpeningAgain() {
        try (var database = Samples.open(directory)) {
            await(new Registry(database, TestKeys.KEYS)
                    .put(Samples.registration(Samples.id(), "practice", "nhs-number-change-2")));
        }

        try (var database = Samples.open(directory)) {
            assertThat(await(new Registry(database, TestKeys.KEYS).count())).isEqualTo(1);
        }
    }

    @Test
    void createsTheDataDirectory() {
        try (var database = Samples.open(directory.resolve("deep/down with spaces"))) {
            assertThat(database.location().file().orElseThrow()).exists();
        }
    }

    @Test
    void saysThatAnotherProcessHoldsTheFile() throws IOException {
        try (var other = OtherProcess.holding(directory)) {
            assertThat(other).isNotNull();

            assertThatThrownBy(() -> Samples.open(directory))
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("another process holds it")
                    .hasMessageContaining(directory.resolve("openmns.mv.db").toString());
        }
        Samples.open(directory).close();
    }

    @Test
    void saysThatAFileOfNoiseIsDamaged() throws IOException {
        var noise = new byte[50_000];
        new Random(7).nextBytes(noise);
        Files.write(directory.resolve("openmns.mv.db"), noise);

        assertDamaged();
    }

    @Test
    void saysThatAFileCutInHalfIsDamagedOrOpensAnOlderState() throws IOException {
        var file = filled();
        var bytes = Files.readAllBytes(file);
        for (var cut = 1; cut < 8; cut++) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length * cut / 8));
            assertOpensOrIsDamaged();
        }
    }

    @Test
    void saysThatAFileOverwrittenInPlacesIsDamagedOrOpens() throws IOException {
        var file = filled();
        var bytes = Files.readAllBytes(file);
        var random = new Random(11);
        for (var round = 0; round < 10; round++) {
            var broken = bytes.clone();
            var noise = new byte[broken.length / 4];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, broken, random.nextInt(broken.length - noise.length), noise.length);
            Files.write(file, broken);
            assertOpensOrIsDamaged();
        }
    }

    @Test
    void saysThatTheDirectoryCannotBeCreated() throws IOException {
        var inTheWay = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> Samples.open(inTheWay))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessage("The data directory " + inTheWay + " cannot be created.");
        assertThatThrownBy(() -> Samples.open(inTheWay.resolve("below")))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void saysThatTheFileIsADirectory() throws IOException {
        Files.createDirectory(directory.resolve("openmns.mv.db"));

        assertThatThrownBy(() -> Samples.open(directory)).isInstanceOf(DatabaseUnavailable.class);
    }

    @Test
    void saysThatTheDiskIsFull() {
        var failure = new IllegalStateException(new IOException("No space left on device"));

        assertThat(OpeningFailure.explain(DatabaseLocation.inDirectory(directory), failure))
                .hasMessageContaining("no space left");
    }

    @Test
    void refusesTheDatabaseOfANewerVersion() {
        try (var database = Samples.open(directory)) {
            database.now(handle -> handle.execute("INSERT INTO \"flyway_schema_history\" SELECT 99, '99', 'future',"
                    + " 'SQL', 'V99__future.sql', 1, 'sa', CURRENT_TIMESTAMP, 1, TRUE"));
        }

        assertThatThrownBy(() -> Samples.open(directory))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("99");
    }

    @Test
    void refusesASchemaThatWasChangedByHand() {
        try (var database = Samples.open(directory)) {
            database.now(handle -> handle.execute("UPDATE \"flyway_schema_history\" SET \"checksum\" = 1"));
        }

        assertThatThrownBy(() -> Samples.open(directory))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("schema");
    }

    @Test
    void neitherMessageNorTextOfALocationHoldsAPassword() {
        var location = new DatabaseLocation("jdbc:postgresql://127.0.0.1:1/none?password=hidden", "me", "hidden");

        assertThat(location.toString()).isEqualTo("jdbc:postgresql://127.0.0.1:1/none");
        assertThatThrownBy(() -> Database.open(location))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void failuresOfStatementsDoNotShowWhatWasBound() {
        try (var database = Samples.open(directory)) {
            assertThatThrownBy(() -> database.now(handle -> handle.createUpdate(
                                    "INSERT INTO subscription (id, owner) VALUES (RANDOM_UUID(), :owner)")
                            .bind("owner", "9912003888")
                            .execute()))
                    .hasMessageNotContaining("9912003888");
        }
    }

    @Test
    void turnsWorkDownWhenTooMuchWaits() {
        try (var database = Samples.open(directory)) {
            var release = new CountDownLatch(1);
            var accepted = new ArrayList<CompletionStage<Boolean>>();
            for (var work = 0; work < Database.THREADS + Database.QUEUE_MAX; work++) {
                accepted.add(database.submit(() -> awaited(release)));
            }

            assertThatThrownBy(() -> await(database.run(handle -> true)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);

            release.countDown();
            assertThat(accepted).allMatch(Samples::await);
        }
    }

    @Test
    void closesQuicklyAlsoAmidWorkAndTwice() {
        var database = Samples.open(directory);
        var never = new CountDownLatch(1);
        database.submit(() -> awaited(never));

        var start = Instant.now();
        database.close();
        database.close();

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThatThrownBy(() -> await(database.run(handle -> true))).isInstanceOf(CompletionException.class);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Path filled() {
        try (var database = Samples.open(directory)) {
            var deadLetters = new DeadLetters(database);
            for (var offset = 0; offset < 200; offset++) {
                await(deadLetters.put(List.of(Samples.deadLetter(Samples.id(), offset, "503"))));
            }
            return database.location().file().orElseThrow();
        }
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> Samples.open(directory))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("is damaged");
    }

    private void assertOpensOrIsDamaged() {
        try {
            Samples.open(directory).close();
        } catch (DatabaseUnavailable e) {
            assertThat(e).hasMessageContaining("is damaged");
        }
    }
}
