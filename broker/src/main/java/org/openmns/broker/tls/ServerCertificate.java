package org.openmns.broker.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.openmns.config.HttpTls;
import org.openmns.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the API's port shows, read from its PEM files, and read again when they have changed: a renewed one
 * counts for the next connection. One that cannot be used stops the start; later the last good one stays.
 */
public final class ServerCertificate implements Supplier<SSLEngine> {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);

    /** Older ones are broken; what is left is TLS 1.2 and 1.3 with the JVM's own ciphers. */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
    private static final char[] NO_PASSWORD = new char[0];
    private static final byte[] PROBE = {1};

    private final HttpTls.Papers papers;
    private final Clock clock;
    private volatile Loaded loaded;

    /**
     * Reads the files.
     *
     * @throws SettingsException where they cannot be used
     */
    public ServerCertificate(HttpTls.Papers papers, Clock clock) {
        this.papers = papers;
        this.clock = clock;
        try {
            this.loaded = load();
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            throw new SettingsException(
                    HttpTls.PATH, "names files that cannot be used as a certificate and its private key in PEM");
        }
    }

    /** What was read, when it was looked at last, and how old the files were. */
    private record Loaded(SSLContext context, Certificate shown, Instant looked, FileTime certificate, FileTime key) {

        Loaded at(Instant now) {
            return new Loaded(context, shown, now, certificate, key);
        }
    }

    /** For one connection of a client. */
    @Override
    public SSLEngine get() {
        var engine = current().context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /** The one that the next connection sees. */
    Certificate shown() {
        return current().shown();
    }

    private Loaded current() {
        var now = clock.instant();
        return now.isBefore(loaded.looked().plus(LOOK_EVERY)) ? loaded : looked(now);
    }

    private synchronized Loaded looked(Instant now) {
        if (now.isBefore(loaded.looked().plus(LOOK_EVERY))) {
            return loaded;
        }
        try {
            var changed = !loaded.certificate().equals(Files.getLastModifiedTime(papers.certificate()))
                    || !loaded.key().equals(Files.getLastModifiedTime(papers.key()));
            loaded = changed ? load() : loaded.at(now);
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            LOG.warn("the changed certificate of the API cannot be used; the last one stays");
            loaded = loaded.at(now);
        }
        return loaded;
    }

    private Loaded load() throws IOException, GeneralSecurityException {
        var certificateAt = Files.getLastModifiedTime(papers.certificate());
        var keyAt = Files.getLastModifiedTime(papers.key());
        var key = PrivateKeyPem.read(Files.readString(papers.key()));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        var chain = chain(papers.certificate());
        requireFits(key, chain[0]);
        store.setKeyEntry("api", key, NO_PASSWORD, chain);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new Loaded(context, chain[0], clock.instant(), certificateAt, keyAt);
    }

    /** Else every handshake would fail, and nothing would say why. */
    private static void requireFits(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        var signature = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(PROBE);
        var signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key does not fit the certificate");
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
        }
    }
}
