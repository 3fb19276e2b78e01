package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/** The database and the pool for our own tables (the journal has one of its own); defaults are in {@code store.conf}. */
public record StoreSettings(String url, String user, String password, int poolSize, Duration connectionTimeout) {

    private static final String PATH = "openmns.store";

    public StoreSettings {
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw new SettingsException(PATH + ".url", "must begin with jdbc:h2: or jdbc:postgresql:");
        }
        Bounds.within(PATH + ".pool-size", poolSize, 1, 200);
        Bounds.within(PATH + ".connection-timeout", connectionTimeout, Duration.ofMillis(250), Duration.ofMinutes(5));
    }

    /** Whether the database lives inside this process, in files under the data directory. */
    public boolean embedded() {
        return url.startsWith("jdbc:h2:");
    }

    /**
     * H2 in a file. WRITE_DELAY=0 writes every commit before it is answered, so that kill -9 loses nothing; without it H2
     * writes up to half a second later. DB_CLOSE_ON_EXIT=FALSE leaves closing to us: H2's own hook would run while the
     * node still hands over.
     */
    static String embeddedUrl(Path dataDirectory) {
        var file = dataDirectory.resolve("openmns").toString();
        if (file.contains(";")) {
            throw new SettingsException("openmns.node.data-directory", "must not contain a semicolon");
        }
        return "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    static StoreSettings from(Config root) {
        var store = new Section(root, PATH);
        return new StoreSettings(
                store.text("url"),
                store.text("user"),
                store.text("password"),
                store.number("pool-size"),
                store.duration("connection-timeout"));
    }

    /** Without the password, and without the URL's parameters, which may hold one. */
    @Override
    public String toString() {
        return "StoreSettings[url=" + url.split("[;?]", 2)[0] + ", user=" + user + ", poolSize=" + poolSize + "]";
    }
}
