package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.github.bucket4j.TimeMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.openmns.http.TokenRefused;
import org.openmns.http.Tokens;

/** Tokens for an application whose keys have to be fetched. */
class KeysElsewhereTest {

    private static final String US = "https://mns.example/oauth2/token";
    private static final String ACME = "acme";

    @TempDir
    private Path directory;

    private final AtomicInteger fetches = new AtomicInteger();
    private final VerifyingThreads threads = new VerifyingThreads();
    private CompletableFuture<String> keys = CompletableFuture.completedFuture(Clients.jwks());
    private Database database;
    private AccessBook book;
    private NodeAccess access;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
        var clock = Clock.systemUTC();
        var about = new Application.About(ACME, List.of(), Optional.empty(), false);
        var elsewhere = new Application.Keys(Optional.empty(), Optional.of("https://acme.example/jwks.json"));
        var acme = new Application(new ApplicationId(ACME), about, elsewhere, Permissions.NONE);
        var tables = new AccessBook.Tables(
                new ApplicationTable(database, clock), new Grants(database, clock), new AccessVersion(database));
        book = new AccessBook(tables, () -> List.of(acme), Governing.OPEN);
        book.open(Duration.ofMinutes(1));
        var limits = new Assertions.Limits(Duration.ofMinutes(5), Duration.ofSeconds(30));
        var assertions = new Assertions(book, new KeySets((url, time) -> fetched()), US, limits, clock);
        var life = Duration.ofMinutes(10);
        var key = "a key of thirty-two bytes, or more".getBytes(StandardCharsets.UTF_8);
        var mint = new TokenMint(List.of(key), "https://mns.example", life, clock);
        var verifiers = new NodeAccess.Verifiers(mint, Optional.empty(), assertions, life);
        var uses = new NodeAccess.Uses(
                new UsedAssertions(database), RequestRates.perMinute(0, TimeMeter.SYSTEM_MILLISECONDS));
        access = new NodeAccess(book, verifiers, uses, threads, clock);
    }

    private CompletionStage<String> fetched() {
        fetches.incrementAndGet();
        return keys;
    }

    @AfterEach
    void close() {
        keys.complete("");
        threads.close();
        book.close();
        database.close();
    }

    private static String assertion() {
        return Clients.assertion(ACME, US);
    }

    private List<CompletionStage<Tokens.Issued>> burst(int size) {
        return IntStream.range(0, size)
                .mapToObj(each -> access.issue(assertion()))
                .toList();
    }

    private static Tokens.Issued await(CompletionStage<Tokens.Issued> issued) {
        return issued.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void aBurstIsServedByOneFetch() {
        keys = new CompletableFuture<>();
        var first = burst(20);
        keys.complete(Clients.jwks());

        assertThat(first).allSatisfy(each -> assertThat(await(each).token()).isNotEmpty());
        assertThat(burst(40)).allSatisfy(each -> assertThat(await(each).token()).isNotEmpty());
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whoPretendsToBeItKeepsItFromNothing() throws Exception {
        await(access.issue(assertion()));
        keys = new CompletableFuture<>();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("unknown").build();
        var claims = Clients.claims(ACME, US, Instant.now()).build();
        var forged = Clients.signed(header, new RSASSASigner(Clients.OTHER_RSA), claims);
        var pretended =
                IntStream.range(0, 50).mapToObj(each -> access.issue(forged)).toList();

        assertThat(burst(20)).allSatisfy(each -> assertThat(await(each).token()).isNotEmpty());
        keys.complete(Clients.jwks());
        assertThat(pretended)
                .allSatisfy(each -> assertThatThrownBy(() -> await(each)).isInstanceOf(CompletionException.class));
    }

    @Test
    void keysThatCannotBeReadAreNoFaultOfTheAsking() {
        keys = CompletableFuture.failedFuture(new IllegalStateException("away"));
        assertThatThrownBy(() -> await(access.issue(assertion()))).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no JSON", "[]", "{}", "{\"keys\":1}", "{\"keys\":[null]}", "{\"keys\":[{\"kty\":\"RSA\"}]}"
            })
    void whatIsNoKeySetIsAsGoodAsNone(String served) {
        keys = CompletableFuture.completedFuture(served);

        assertThatThrownBy(() -> await(access.issue(assertion()))).hasCauseInstanceOf(KeysOutOfReach.class);
    }

    @Test
    void aKeyThatOthersCanFindIsBelievedByNobody() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1_024);
        var pair = generator.generateKeyPair();
        var weak = new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .keyID("weak")
                .build();
        keys = CompletableFuture.completedFuture(new JWKSet(List.of(weak, Clients.RSA.toPublicJWK())).toString());
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("weak").build();
        var signer = new RSASSASigner(pair.getPrivate(), Set.of(AllowWeakRSAKey.getInstance()));
        var signed = Clients.signed(
                header, signer, Clients.claims(ACME, US, Instant.now()).build());

        assertThatThrownBy(() -> await(access.issue(signed))).hasCauseInstanceOf(TokenRefused.class);
        assertThat(await(access.issue(assertion())).token()).isNotEmpty();
        assertThat(KeySets.areUsable(registered(weak))).isFalse();
    }

    private static Application.Keys registered(RSAKey key) {
        return new Application.Keys(Optional.of(new JWKSet(key).toString()), Optional.empty());
    }
}
