package org.openmns.broker.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Application;
import org.openmns.access.Caller;
import org.openmns.access.Permissions;
import org.openmns.broker.store.UsedAssertions;
import org.openmns.http.Access;
import org.openmns.http.AccessDenied;
import org.openmns.http.AccessDenied.Why;
import org.openmns.http.RequestRates;
import org.openmns.http.TokenRefused;
import org.openmns.http.TokenRefused.Code;
import org.openmns.http.Tokens;

/**
 * Lets applications in by their tokens, and gives them tokens for signed JWTs. A token is verified once on each node and
 * then known until it expires; what its application may do is looked up each time.
 */
final class NodeAccess implements Access, Tokens {

    /** Tokens that are remembered as verified: each some hundred bytes. */
    private static final int KNOWN_MAX = 50_000;

    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(KNOWN_MAX).build();
    private final AccessBook book;
    private final Verifiers verifiers;
    private final Uses uses;
    private final VerifyingThreads threads;
    private final Clock clock;

    NodeAccess(AccessBook book, Verifiers verifiers, Uses uses, VerifyingThreads threads, Clock clock) {
        this.book = book;
        this.verifiers = verifiers;
        this.uses = uses;
        this.threads = threads;
        this.clock = clock;
    }

    /** What tokens are verified by, ours and those of an outside issuer, and what is given for ours. */
    record Verifiers(TokenMint mint, Optional<OutsideTokens> outside, Assertions assertions, Duration life) {}

    /** What was given for a token before, and how often one application may ask for one. */
    record Uses(UsedAssertions used, RequestRates rates) {}

    @Override
    public CompletionStage<Caller> caller(Optional<String> token) {
        if (token.isEmpty()) {
            return CompletableFuture.failedStage(new AccessDenied(Why.MISSING));
        }
        var verified = known.getIfPresent(token.get());
        return verified != null
                ? CompletableFuture.completedStage(caller(verified))
                : verify(token.get()).thenApply(this::caller);
    }

    private CompletionStage<Known> verify(String token) {
        var jwt = Jwts.signed(token).orElseThrow(() -> new AccessDenied(Why.INVALID));
        if (TokenMint.mayBeOurs(jwt)) {
            return CompletableFuture.completedStage(
                    remembered(token, verifiers.mint().read(jwt)));
        }
        var outside = verifiers.outside().orElseThrow(() -> new AccessDenied(Why.INVALID));
        return threads.here(() -> remembered(token, outside.read(jwt)));
    }

    private Known remembered(String token, Known verified) {
        known.put(token, verified);
        return verified;
    }

    private Caller caller(Known verified) {
        if (!clock.instant().isBefore(verified.expiresAt())) {
            throw new AccessDenied(Why.EXPIRED);
        }
        var registered = book.find(verified.application()).map(Application::permissions);
        var permissions = verified.permissions()
                .map(own -> own.and(registered.orElse(Permissions.NONE)))
                .or(() -> registered)
                .orElseThrow(() -> new AccessDenied(Why.INVALID));
        var restricted = book.restricted();
        return new Caller(
                verified.application(), permissions, book.followable(verified.application(), restricted), restricted);
    }

    /** Reads at once, which costs little, so that garbage takes no place among what is verified. */
    @Override
    public CompletionStage<Issued> issue(String assertion) {
        return CompletableFuture.completedStage(assertion)
                .thenApply(verifiers.assertions()::read)
                .thenCompose(this::proof)
                .thenCompose(this::issue);
    }

    /** Whose it is is certain now: it is counted as theirs before the database hears of it. */
    private CompletionStage<Issued> issue(Assertions.Proof proof) {
        uses.rates().count(proof.application());
        return uses.used().use(hash(proof), proof.expiresAt()).thenApply(first -> {
            if (!first) {
                throw new TokenRefused(Code.INVALID_CLIENT, "the jti was used before");
            }
            return new Issued(verifiers.mint().mint(proof.application()), verifiers.life());
        });
    }

    private CompletionStage<Assertions.Proof> proof(Assertions.Claimed claimed) {
        var assertions = verifiers.assertions();
        if (!assertions.isToBeAsked(claimed)) {
            return checked(claimed);
        }
        return threads.asking(claimed.application().id(), () -> assertions.ask(claimed))
                .handle((asked, failure) -> failure == null || !assertions.isToBeAsked(claimed)
                        ? checked(claimed)
                        : CompletableFuture.<Assertions.Proof>failedStage(failure))
                .thenCompose(proof -> proof);
    }

    private CompletionStage<Assertions.Proof> checked(Assertions.Claimed claimed) {
        return threads.here(
                claimed.application().id(), () -> verifiers.assertions().check(claimed));
    }

    /** The length keeps "a" + "bc" apart from "ab" + "c". */
    private static byte[] hash(Assertions.Proof proof) {
        var application = proof.application().value();
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((application.length() + ":" + application + proof.jti()).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
