package org.openmns.broker.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates of the tests: that of the server {@code hook.example}, and those of two clients. */
final class Certificates {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "certificates");
    private static final char[] NO_PASSWORD = {};

    private Certificates() {}

    /** What a client of the server must trust. */
    static Path server() {
        return DIRECTORY.resolve("server.pem");
    }

    /** A server on a free port of this machine that shows the server's certificate and trusts these clients. */
    static SSLServerSocket listen(TrustManager @Nullable [] clients) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var own = emptyStore();
        own.setKeyEntry("server", key("server-key"), NO_PASSWORD, new Certificate[] {x509("server")});
        keys.init(own, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), clients, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    static KeyStore emptyStore() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    static Certificate x509(String name) throws Exception {
        var bytes = new ByteArrayInputStream(pem(name).getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    private static Key key(String name) throws Exception {
        var der = Base64.getMimeDecoder().decode(pem(name).replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    static String pem(String name) throws IOException {
        return Files.readString(DIRECTORY.resolve(name + ".pem"));
    }
}
