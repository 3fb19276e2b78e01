package org.openmns.broker.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
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

    private final Cache<Keys, Optional<JWKSource<SecurityContext>>> sources =
            Caffeine.newBuilder().maximumSize(SOURCES_MAX).build();
    private final ResourceRetriever guarded;

    /** {@code fetch} gets the text at a URL within a time, from allowed addresses only. */
    KeySets(BiFunction<String, Duration, CompletionStage<String>> fetch) {
        this.guarded = url -> {
            try {
                return new Resource(
                        fetch.apply(url.toString(), FETCH_MAX)
                                .toCompletableFuture()
                                .join(),
                        null);
            } catch (CompletionException failed) {
                throw new IOException("the key set cannot be read", failed.getCause());
            }
        };
    }

    /** Where an application's keys come from; nothing where it has none, or none that can be used. */
    Optional<JWKSource<SecurityContext>> of(Keys keys) {
        return sources.get(keys, this::source);
    }

    private Optional<JWKSource<SecurityContext>> source(Keys keys) {
        return keys.jwks()
                .flatMap(KeySets::fixed)
                .or(() -> keys.jwksUrl().flatMap(KeySets::url).map(url -> kept(url, guarded)));
    }

    private static Optional<JWKSource<SecurityContext>> fixed(String jwks) {
        try {
            return Optional.of(new ImmutableJWKSet<>(JWKSet.parse(jwks)));
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
