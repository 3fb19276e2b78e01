package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The keys that secrets are stored under, in base 64, and the file with more of them; keys and defaults are in
 * {@code secret.conf}. The first key seals, all of them open.
 */
public record SecretSettings(List<String> keys, Optional<Path> keyFile) {

    /** Whole path of these settings, for whoever reads the file and has to refuse a key. */
    public static final String PATH = "openmns.secrets";

    /** AES-256. */
    public static final int KEY_BYTES = 32;

    /** More than anybody rotates through before all is sealed anew. */
    private static final int KEYS_MAX = 100;

    public SecretSettings {
        keys = List.copyOf(keys);
        Bounds.within(PATH + ".keys (their number)", keys.size(), 0, KEYS_MAX);
        if (!keys.stream().allMatch(SecretSettings::isKey)) {
            throw new SettingsException(
                    PATH + ".keys", "must be keys of 32 bytes in base 64, with commas between them");
        }
    }

    static SecretSettings from(Config root) {
        var secrets = new Section(root, PATH);
        return new SecretSettings(
                secrets.texts("keys"), file(secrets.text("key-file").trim()));
    }

    /** Whether this is a key in base 64. */
    public static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static Optional<Path> file(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(text).toAbsolutePath().normalize());
        } catch (InvalidPathException unusable) {
            throw new SettingsException(PATH + ".key-file", "must be a path of this machine");
        }
    }

    @Override
    public String toString() {
        return "SecretSettings[" + keys.size() + " keys, keyFile=" + keyFile + "]";
    }
}
