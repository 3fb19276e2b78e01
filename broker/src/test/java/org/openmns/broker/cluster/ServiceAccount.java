package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The folder that Kubernetes puts into a container: its token, its namespace, and the certificate of the API server. */
record ServiceAccount(Path folder, String namespace, String token) {

    private static final String PASSWORD = "changeit";

    /** Makes the folder, and the key of the API server beside it. */
    static ServiceAccount make(Path beside, String namespace) throws IOException, InterruptedException {
        var made = new ServiceAccount(Files.createDirectory(beside.resolve("serviceaccount")), namespace, "a.b.c");
        Files.writeString(made.folder.resolve("namespace"), namespace);
        Files.writeString(made.folder.resolve("token"), made.token);
        var store = made.store().toString();
        keytool(List.of("-genkeypair", "-keyalg", "RSA", "-dname", "CN=kubernetes", "-ext", "san=ip:127.0.0.1"), store);
        keytool(
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-file",
                        made.folder.resolve("ca.crt").toString()),
                store);
        return made;
    }

    private Path store() {
        return folder.resolveSibling("api-server.p12");
    }

    private static void keytool(List<String> what, String store) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(what);
        command.addAll(List.of("-alias", "api", "-keystore", store, "-storetype", "PKCS12", "-storepass", PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** By which the API server proves that it is the one of {@code ca.crt}. */
    SSLContext serverContext() throws IOException {
        try (var file = Files.newInputStream(store())) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD.toCharArray());
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IOException(failed);
        }
    }

    /** Where the program is to look for it, for outside of a container nobody may write to {@code /var/run/secrets}. */
    String settings() {
        return """
                pekko.discovery.kubernetes-api {
                  api-ca-path = "%1$s/ca.crt"
                  api-token-path = "%1$s/token"
                  pod-namespace-path = "%1$s/namespace"
                }
                """.formatted(folder);
    }
}
