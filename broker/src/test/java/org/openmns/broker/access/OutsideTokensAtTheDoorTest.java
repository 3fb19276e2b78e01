package org.openmns.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.github.bucket4j.TimeMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.UsedAssertions;
import org.openmns.config.AccessSettings.Issuer;
import org.openmns.http.AccessDenied;
import org.openmns.http.RequestRates;

/** A token of an outside issuer, whose clock may be half a minute wrong, as long as it is remembered. */
class OutsideTokensAtTheDoorTest {

    private static final String ISSUER = "https://id.example";
    private static final Duration SKEW = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final VerifyingThreads threads = new VerifyingThreads();
    private Database database;
    private AccessBook book;
    private NodeAccess access;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
        var tables = new AccessBook.Tables(
                new ApplicationTable(database, clock), new Grants(database, clock), new AccessVersion(database));
        book = new AccessBook(tables, List::of, Governing.OPEN);
        book.open(Duration.ofMinutes(1));
        var keys = new KeySets((url, time) -> CompletableFuture.failedFuture(new IllegalStateException("no network")));
        var limits = new Assertions.Limits(Duration.ofMinutes(5), SKEW);
        var assertions = new Assertions(book, keys, "https://mns.example/oauth2/token", limits, clock);
        var life = Duration.ofMinutes(10);
        var secret = "a key of thirty-two bytes, or more".getBytes(StandardCharsets.UTF_8);
        var mint = new TokenMint(List.of(secret), "https://mns.example", life, clock);
        var issuer = new Issuer(ISSUER, "", "openmns", new Issuer.Claims("azp", Optional.of("roles")));
        var outside = new OutsideTokens(issuer, new ImmutableJWKSet<>(new JWKSet(Clients.RSA.toPublicJWK())), SKEW);
        var verifiers = new NodeAccess.Verifiers(mint, Optional.of(outside), assertions, life);
        var uses = new NodeAccess.Uses(
                new UsedAssertions(database), RequestRates.perMinute(0, TimeMeter.SYSTEM_MILLISECONDS));
        access = new NodeAccess(book, verifiers, uses, threads, clock);
    }

    @AfterEach
    void close() {
        threads.close();
        book.close();
        database.close();
    }

    @Test
    void isGoodForTheSkewAfterItsEndAndNotOneMomentLonger() {
        var token = expiringAt(start.plusSeconds(60));
        assertThat(caller(token).application()).isEqualTo(new ApplicationId("gp-1"));

        now.set(start.plusSeconds(60));
        assertThat(caller(token).application()).isEqualTo(new ApplicationId("gp-1"));
        now.set(start.plusSeconds(90).minusNanos(1));
        assertThat(caller(token).application()).isEqualTo(new ApplicationId("gp-1"));
        now.set(start.plusSeconds(90));
        assertThatThrownBy(() -> caller(token))
                .satisfies(denied -> assertThat(((AccessDenied) denied).why()).isEqualTo(AccessDenied.Why.EXPIRED));
    }

    @Test
    void isBelievedWhenItIsSeenFirstAfterItsEnd() {
        assertThat(caller(expiringAt(start.minusSeconds(5))).application()).isEqualTo(new ApplicationId("gp-1"));
    }

    private static String expiringAt(Instant expires) {
        return Clients.signed(
                Clients.RSA,
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience("openmns")
                        .claim("azp", "gp-1")
                        .claim("roles", List.of("events:create:*"))
                        .expirationTime(Date.from(expires))
                        .build());
    }

    private Caller caller(String token) {
        return access.caller(Optional.of(token))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
