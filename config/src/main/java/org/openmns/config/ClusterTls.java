package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether nodes talk TLS to each other, and with what; keys and defaults are in {@code cluster.conf}.
 *
 * @param papers nothing where it is off
 */
public record ClusterTls(Optional<Papers> papers, boolean hostnameVerification) {

    /** Whole path of these settings, for whoever reads the files and has to refuse one. */
    public static final String PATH = "openmns.cluster.tls";

    /** The files in PEM with which a node shows who it is, and by which it judges others. */
    public record Papers(Path key, Path certificate, Path authority) {}

    static ClusterTls from(Config root) {
        var tls = new Section(root, PATH);
        return new ClusterTls(
                tls.flag("enabled")
                        ? Optional.of(new Papers(
                                tls.readableFile("key-file"),
                                tls.readableFile("certificate-file"),
                                tls.readableFile("authority-file")))
                        : Optional.empty(),
                tls.flag("hostname-verification"));
    }
}
