package org.openmns.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** One part of the configuration, read by type; what cannot be read is refused by a sentence that names the key. */
final class Section {

    private final Config root;
    private final String path;

    Section(Config root, String path) {
        this.root = root;
        this.path = path;
    }

    int number(String key) {
        return read(key, "a whole number", () -> root.getInt(at(key)));
    }

    int bytes(String key) {
        return read(key, "a size below 2 GiB such as 256 KiB", () -> Math.toIntExact(root.getBytes(at(key))));
    }

    Duration duration(String key) {
        return read(key, "a duration such as 10 s", () -> root.getDuration(at(key)));
    }

    String text(String key) {
        return read(key, "a text", () -> root.getString(at(key)));
    }

    /** A file that is there and can be read. */
    Path readableFile(String key) {
        try {
            var path = Path.of(text(key).trim()).toAbsolutePath().normalize();
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException unusable) {
            // Falls through to the same sentence.
        }
        throw new SettingsException(at(key), "must name a file that can be read");
    }

    boolean flag(String key) {
        return read(key, "true or false", () -> root.getBoolean(at(key)));
    }

    /** A list, or the same in one text with commas, for an environment variable cannot hold a list. */
    List<Duration> durations(String key) {
        return read(
                key,
                "a list of durations such as [5 s, 30 s]",
                () -> split(at(key)).getDurationList(at(key)));
    }

    /** As {@link #durations}, of texts. */
    List<String> texts(String key) {
        return read(key, "a list of texts", () -> split(at(key)).getStringList(at(key)));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        var known = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
        return read(
                key,
                "one of " + known,
                () -> Enum.valueOf(type, root.getString(at(key)).toUpperCase(Locale.ROOT)));
    }

    private Config split(String whole) {
        if (root.getValue(whole).valueType() != ConfigValueType.STRING) {
            return root;
        }
        var items = Arrays.stream(root.getString(whole).split(","))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
        return ConfigFactory.parseMap(Map.of(whole, items));
    }

    private String at(String key) {
        return path + "." + key;
    }

    /** The value itself is not repeated: it may be a password. */
    private <T> T read(String key, String expected, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ConfigException.Missing missing) {
            throw new SettingsException(at(key), "is missing; it must be " + expected);
        } catch (ConfigException | IllegalArgumentException | ArithmeticException unreadable) {
            throw new SettingsException(at(key), "must be " + expected);
        }
    }
}
