package org.openmns.broker.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http1ClientConfig;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;

/** Sets Vert.x up for {@link OutboundHttp}: what it must not do by itself, and its limits. */
final class HttpClients {

    private static final int HEAD_BYTES_MAX = 16 * 1024;

    private HttpClients() {}

    static Vertx vertx(WebhookSettings settings) {
        // No cache directory in /tmp: we serve no files.
        var files = new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(settings.eventLoops())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files));
    }

    static HttpClient client(Vertx vertx, WebhookSettings settings, ClientSSLOptions tls) {
        var connections = settings.connections();
        var http1 = new Http1ClientConfig()
                .setPipelining(false)
                .setKeepAliveTimeout(connections.keepAlive())
                .setMaxHeaderSize(HEAD_BYTES_MAX);
        var config = new HttpClientConfig()
                .setVersions(HttpVersion.HTTP_1_1)
                .setHttp1Config(http1)
                .setConnectTimeout(connections.connectTimeout())
                .setVerifyHost(true)
                .setFollowAlternativeServices(false)
                .setDecompressionEnabled(false);
        var pool = new PoolOptions()
                .setHttp1MaxSize(connections.perHostMax())
                .setMaxWaitQueueSize(connections.waitingPerHostMax());
        return vertx.httpClientBuilder()
                .with(config)
                .with(pool)
                .with(tls.copy())
                // Each failure reaches its attempt; without a handler Vert.x would also log what the endpoint sent.
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
    }

    static ClientSSLOptions tls(WebhookSettings settings) {
        var tls = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(settings.connections().connectTimeout().toMillis());
        settings.trustedCertificates()
                .ifPresent(pem -> tls.setTrustOptions(new PemTrustOptions().addCertPath(pem.toString())));
        return tls;
    }
}
