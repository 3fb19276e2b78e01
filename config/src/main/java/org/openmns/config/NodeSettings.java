package org.openmns.config;

import com.typesafe.config.Config;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Who this node is and where it listens; keys and defaults are in {@code http.conf}.
 *
 * @param publicBaseUrl without a slash at the end
 */
public record NodeSettings(Profile profile, String host, int port, Path dataDirectory, String publicBaseUrl) {

    static final String PATH = "openmns.node";

    public NodeSettings {
        if (host.isBlank()) {
            throw new SettingsException(PATH + ".host", "must name an address to listen on");
        }
        Bounds.within(PATH + ".port", port, 0, 65_535);
        publicBaseUrl = withoutSlash(publicBaseUrl);
        if (!isHttp(publicBaseUrl)) {
            throw new SettingsException(PATH + ".public-base-url", "must be an http:// or https:// URL");
        }
    }

    static NodeSettings from(Config root) {
        var node = new Section(root, PATH);
        var host = node.text("host");
        var port = node.number("port");
        var url = node.text("public-base-url");
        return new NodeSettings(
                node.choice("profile", Profile.class),
                host,
                port,
                directory(node.text("data-directory")),
                url.isBlank() ? "http://" + reachable(host) + ":" + port : url);
    }

    private static Path directory(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException unusable) {
            // Falls through to the same sentence.
        }
        throw new SettingsException(PATH + ".data-directory", "must be a path of this machine");
    }

    /** An address that means "every interface" is no address to send anyone to. */
    private static String reachable(String host) {
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "localhost";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static boolean isHttp(String url) {
        try {
            var uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
