package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import io.github.bucket4j.TimeMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.UsedAssertions;
import org.openmns.http.RequestRates;
import org.openmns.http.Tokens;
import org.openmns.protocol.StageFailure;

/** An application that asks for token after token, each of which is a row in the database. */
class TokenRatesTest {

    private static final String US = "https://mns.example/oauth2/token";

    @TempDir
    private Path directory;

    private final VerifyingThreads threads = new VerifyingThreads();
    private final Clock clock = Clock.systemUTC();
    private Database database;
    private AccessBook book;
    private NodeAccess access;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
        var tables = new AccessBook.Tables(
                new ApplicationTable(database, clock), new Grants(database, clock), new AccessVersion(database));
        book = new AccessBook(tables, () -> List.of(application("acme"), application("other")), Governing.OPEN);
        book.open(Duration.ofMinutes(1));
        var life = Duration.ofMinutes(10);
        var key = "a key of thirty-two bytes, or more".getBytes(StandardCharsets.UTF_8);
        var assertions = new Assertions(
                book,
                new KeySets((url, time) -> {
                    throw new AssertionError("nobody is to be asked");
                }),
                US,
                new Assertions.Limits(Duration.ofMinutes(5), Duration.ofSeconds(30)),
                clock);
        access = new NodeAccess(
                book,
                new NodeAccess.Verifiers(
                        new TokenMint(List.of(key), "https://mns.example", life, clock),
                        Optional.empty(),
                        assertions,
                        life),
                new NodeAccess.Uses(
                        new UsedAssertions(database), RequestRates.perMinute(3, TimeMeter.SYSTEM_MILLISECONDS)),
                threads,
                clock);
    }

    private static Application application(String id) {
        return new Application(
                new ApplicationId(id),
                new Application.About(id, List.of(), Optional.empty(), false),
                new Application.Keys(Optional.of(Clients.jwks()), Optional.empty()),
                Permissions.NONE);
    }

    @AfterEach
    void close() {
        threads.close();
        book.close();
        database.close();
    }

    private static Tokens.Issued await(CompletionStage<Tokens.Issued> issued) {
        return issued.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private int remembered() {
        return new UsedAssertions(database)
                .forget(Instant.now().plus(Duration.ofDays(1)))
                .toCompletableFuture()
                .join();
    }

    @Test
    void beyondItsRateOneIsRefusedBeforeTheDatabaseHearsOfIt() {
        for (var each = 0; each < 3; each++) {
            assertThat(await(access.issue(Clients.assertion("acme", US))).token())
                    .isNotEmpty();
        }

        for (var each = 0; each < 10; each++) {
            var assertion = Clients.assertion("acme", US);
            assertThat(StageFailure.cause(catchThrowable(() -> await(access.issue(assertion)))))
                    .hasMessageStartingWith("429");
        }

        assertThat(await(access.issue(Clients.assertion("other", US))).token()).isNotEmpty();
        assertThat(remembered()).isEqualTo(4);
    }

    @Test
    void whoOnlyClaimsToBeItTakesNothingFromItsRate() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-1").build();
        var claims = Clients.claims("acme", US, Instant.now()).build();
        var forged = Clients.signed(header, new RSASSASigner(Clients.OTHER_RSA), claims);

        for (var each = 0; each < 20; each++) {
            assertThat(StageFailure.cause(catchThrowable(() -> await(access.issue(forged)))))
                    .hasMessageContaining("not signed by a key of a registered application");
        }

        assertThat(await(access.issue(Clients.assertion("acme", US))).token()).isNotEmpty();
    }
}
