package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the API talks TLS, and with what; or whether a proxy does so before it. */
public record HttpTls(Optional<Papers> papers, boolean endsBeforeMe) {

    /** Whole path of these settings, for whoever reads the files and has to refuse one. */
    public static final String PATH = "openmns.http.tls";

    /** The files in PEM with which the node shows who it is. */
    public record Papers(Path certificate, Path key) {}

    static HttpTls from(Config root) {
        var tls = new Section(root, PATH);
        var certificate = tls.text("certificate-file").trim();
        return new HttpTls(
                certificate.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Papers(file(tls, "certificate-file"), file(tls, "key-file"))),
                tls.flag("ends-before-me"));
    }

    private static Path file(Section tls, String key) {
        try {
            var path = Path.of(tls.text(key).trim()).toAbsolutePath().normalize();
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException unusable) {
            // Falls through to the same sentence.
        }
        throw new SettingsException(PATH + "." + key, "must name a file that can be read");
    }
}
