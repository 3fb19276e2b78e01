package org.openmns.broker.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.openmns.access.Application.Keys;

/** The public keys of applications: as registered, or read where they are kept and kept for some minutes. */
final class KeySets {

    /** Sources that are kept; each holds a key set of at most a fetch's size. */
    private static final int SOURCES_MAX = 10_000;

    private static final Duration FETCH_MAX = Duration.ofSeconds(5);

    /** How long what was read is gone by before it is asked for again; the source behind it mostly need not read either. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

    private final Cache<Keys, Optional<JWKSource<SecurityContext>>> sources =
            Caffeine.newBuilder().maximumSize(SOURCES_MAX).build();
    private final Cache<Keys, Read> known =
            Caffeine.newBuilder().maximumSize(SOURCES_MAX).build();
    private final ResourceRetriever guarded;

    /** {@code fetch} gets the text at a URL within a time, from allowed addresses only. */
    KeySets(BiFunction<String, Duration, CompletionStage<String>> fetch) {
        this.guarded = url -> {
            try {
                var text = fetch.apply(url.toString(), FETCH_MAX)
                        .toCompletableFuture()
                        .join();
                return new Resource(PublicKeys.of(text).toString(), null);
            } catch (CompletionException failed) {
                throw new IOException("the key set cannot be read", failed.getCause());
            } catch (ParseException unusable) {
                throw new IOException("the key set is none", unusable);
            }
        };
    }

    /** Whether those that are registered here, if any, can be read as keys. */
    static boolean areUsable(Keys keys) {
        return keys.jwks().map(KeySets::holdsAKey).orElse(true);
    }

    private static boolean holdsAKey(String jwks) {
        try {
            return PublicKeys.of(jwks).size() > 0;
        } catch (ParseException unusable) {
            return false;
        }
    }

    /** Whether to verify by this key {@link #ask} is to be called before: what is registered here, or was read lately, is known. */
    boolean isToBeAsked(Keys keys, String keyId) {
        if (keys.jwks().isPresent() || keys.jwksUrl().isEmpty()) {
            return false;
        }
        var read = known.getIfPresent(keys);
        return read == null || !read.isFresh() || !read.has(keyId);
    }

    /** What was read, and when by {@link System#nanoTime}. */
    private record Read(JWKSet keys, long at) {

        boolean isFresh() {
            return System.nanoTime() - at < KNOWN_FOR.toNanos();
        }

        boolean has(String keyId) {
            return keys.getKeyByKeyId(keyId) != null;
        }
    }

    /** Reads the keys where they are kept, unless that was done lately and this one is among them. May block. */
    void ask(Keys keys, String keyId) throws KeySourceException {
        var source = sources.get(keys, this::source);
        if (source.isPresent() && !read(keys, source.get()).has(keyId)) {
            lookFor(keyId, source.get());
            read(keys, source.get());
        }
    }

    private static void lookFor(String keyId, JWKSource<SecurityContext> source) throws KeySourceException {
        try {
            source.get(new JWKSelector(new JWKMatcher.Builder().keyID(keyId).build()), null);
        } catch (RateLimitReachedException readLately) {
            // Then the set that is at hand has no such key.
        }
    }

    /** Whether the source has keys at hand, or gets some. */
    static boolean hasKeys(JWKSource<SecurityContext> source) {
        try {
            return !source.get(ALL, null).isEmpty();
        } catch (KeySourceException none) {
            return false;
        }
    }

    private Read read(Keys keys, JWKSource<SecurityContext> source) throws KeySourceException {
        var read = new Read(new JWKSet(source.get(ALL, null)), System.nanoTime());
        known.put(keys, read);
        return read;
    }

    /** An application's keys as far as they are known; nothing where it has none, or none that can be used. Asks nobody. */
    Optional<JWKSource<SecurityContext>> of(Keys keys) {
        return keys.jwks().isPresent()
                ? sources.get(keys, this::source)
                : Optional.ofNullable(known.getIfPresent(keys)).map(read -> new ImmutableJWKSet<>(read.keys()));
    }

    private Optional<JWKSource<SecurityContext>> source(Keys keys) {
        return keys.jwks()
                .flatMap(KeySets::fixed)
                .or(() -> keys.jwksUrl().flatMap(KeySets::url).map(url -> kept(url, guarded)));
    }

    private static Optional<JWKSource<SecurityContext>> fixed(String jwks) {
        try {
            return Optional.of(new ImmutableJWKSet<>(PublicKeys.of(jwks)));
        } catch (ParseException unusable) {
            return Optional.empty();
        }
    }

    /**
     * A key that is not in the set makes it be read again, at most every half minute: so a new key is known without a
     * restart, and nobody can make us ask again and again. While it cannot be read the last one counts.
     */
    static JWKSource<SecurityContext> kept(URL url, ResourceRetriever retriever) {
        return JWKSourceBuilder.<SecurityContext>create(url, retriever)
                .refreshAheadCache(false)
                .outageTolerant(true)
                .build();
    }

    static Optional<URL> url(String text) {
        try {
            return Optional.of(URI.create(text).toURL());
        } catch (IllegalArgumentException | MalformedURLException unusable) {
            return Optional.empty();
        }
    }
}
