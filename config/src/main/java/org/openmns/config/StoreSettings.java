package org.openmns.config;

import com.typesafe.config.Config;
import java.util.Optional;

/** The database; keys and defaults are in {@code store.conf}. Without a URL: H2 in a file in the data directory. */
public record StoreSettings(Optional<String> url, String user, String password) {

    private static final String PATH = "openmns.database";

    public StoreSettings {
        if (url.isPresent() && !isKnown(url.get())) {
            throw new SettingsException(PATH + ".url", "must begin with jdbc:h2: or jdbc:postgresql:, or be empty");
        }
    }

    static StoreSettings from(Config root) {
        var database = new Section(root, PATH);
        var url = Optional.of(database.text("url").trim()).filter(text -> !text.isEmpty());
        return new StoreSettings(url, database.text("user"), database.text("password"));
    }

    private static boolean isKnown(String url) {
        return url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
    }

    /** Without the password, and without the URL's parameters, which may hold one. */
    @Override
    public String toString() {
        return "StoreSettings[url=" + url.map(text -> text.split("[;?]", 2)[0]) + ", user=" + user + "]";
    }
}
