package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.openmns.subscription.Credentials.ClientCertificate;

/** The TLS of those that show a certificate of their own, put together once for each and not for each delivery. */
final class ClientCertificates {

    /** Each is some 10 KB; those of others are put together more often. */
    private static final int CERTIFICATES_MAX = 1_000;

    private final ClientSSLOptions usual;
    private final Cache<ClientCertificate, ClientSSLOptions> known = Caffeine.newBuilder()
            .maximumSize(CERTIFICATES_MAX)
            .executor(Runnable::run)
            .build();

    ClientCertificates(ClientSSLOptions usual) {
        this.usual = usual;
    }

    /** Vert.x keeps connections apart by the content of these. */
    ClientSSLOptions showing(ClientCertificate own) {
        return known.get(own, this::with);
    }

    private ClientSSLOptions with(ClientCertificate own) {
        var pem = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(own.certificate()))
                .addKeyValue(Buffer.buffer(own.privateKey()));
        return usual.copy().setKeyCertOptions(pem);
    }
}
