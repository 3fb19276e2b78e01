package org.openmns.broker.secret;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.openmns.config.NodeSettings;
import org.openmns.config.Profile;
import org.openmns.config.SecretSettings;
import org.openmns.config.SettingsException;

/** Where a node's keys come from: its settings, their file, or in the sandbox a key of its own making. */
public final class NodeKeys {

    /** Beside the sandbox's database. */
    static final String OWN_FILE = "secret.key";

    private static final String KEY_FILE = SecretSettings.PATH + ".key-file";

    private NodeKeys() {}

    /**
     * The keys to start with.
     *
     * @throws SettingsException where there is none to be had; the sentence says how to make one
     */
    public static SecretKeys of(SecretSettings secrets, NodeSettings node) {
        var keys = new ArrayList<>(secrets.keys());
        secrets.keyFile().ifPresent(file -> keys.addAll(read(file)));
        if (keys.isEmpty() && node.profile() == Profile.SANDBOX) {
            keys.addAll(own(node.dataDirectory()));
        }
        if (keys.isEmpty()) {
            throw new SettingsException(
                    SecretSettings.PATH + ".keys",
                    "must hold a key in production: make one by openssl rand -base64 32, and give it to every node as"
                            + " OPENMNS_SECRET_KEYS, or in a file that OPENMNS_SECRET_KEY_FILE names");
        }
        return new SecretKeys(keys);
    }

    private static List<String> read(Path file) {
        List<String> keys;
        try {
            keys = Files.readString(file, StandardCharsets.US_ASCII)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException unreadable) {
            throw new SettingsException(KEY_FILE, "must name a file that can be read: " + file);
        }
        if (keys.isEmpty() || !keys.stream().allMatch(SecretSettings::isKey)) {
            throw new SettingsException(KEY_FILE, "must name a file with a key of 32 bytes in base 64 a line: " + file);
        }
        return keys;
    }

    private static List<String> own(Path directory) {
        var file = directory.resolve(OWN_FILE);
        if (!Files.exists(file)) {
            try {
                make(directory, file);
            } catch (IOException failed) {
                throw new SettingsException(
                        "openmns.node.data-directory", "must be a directory that can be written to: " + directory);
            }
        }
        return read(file);
    }

    /** On disk before it has its name, for what is sealed with a lost key is lost; and of two that make one, one has it. */
    private static void make(Path directory, Path file) throws IOException {
        var key = new byte[SecretSettings.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(directory);
        var nameless = Files.createTempFile(
                directory,
                OWN_FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(nameless, Base64.getEncoder().encodeToString(key) + "\n");
            force(nameless);
            Files.createLink(file, nameless);
            force(directory);
        } catch (FileAlreadyExistsException faster) {
            // Another node made one meanwhile: that is the key.
        } finally {
            Files.delete(nameless);
        }
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
