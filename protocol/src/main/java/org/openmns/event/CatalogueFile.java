package org.openmns.event;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the catalogue from {@code openmns.event-types}; a mistake there stops the start, naming its place. */
public final class CatalogueFile {

    private static final String PATH = "openmns.event-types";
    private static final Set<String> EVENT_TYPE_KEYS =
            Set.of("text", "source", "dataref", "legacy", "filters", "lenient", "example");
    private static final Set<String> FILTER_KEYS = Set.of("name", "format", "values", "description");

    private CatalogueFile() {}

    /** The types that come with the program. */
    public static Catalogue builtIn() {
        return read(ConfigFactory.parseResources("catalogue.conf").resolve());
    }

    /**
     * The types in this configuration.
     *
     * @throws ConfigException naming the key that is wrong
     */
    public static Catalogue read(Config config) {
        var eventTypes = config.getConfig(PATH);
        return Catalogue.of(eventTypes.root().keySet().stream()
                .map(name -> eventType(name, eventTypes.getConfig(ConfigUtil.quoteString(name))))
                .toList());
    }

    private static EventType eventType(String name, Config config) {
        check(TopicName.isValid(name), config, name, "a name of letters, digits, '.', '_' and '-' is expected");
        checkKeys(EVENT_TYPE_KEYS, config);
        var source = config.getString("source");
        check(UriSyntax.isReference(source), config, name + ".source", "a URI reference is expected");
        var description = new EventType.Description(
                config.getString("text"),
                source,
                optional(config, "dataref"),
                config.hasPath("legacy") && config.getBoolean("legacy"));
        return new EventType(
                new TopicName(name),
                description,
                filters(config),
                Optional.empty(),
                JsonBytes.of(config.getString("example").strip()));
    }

    /** A type that lists none takes any, unless it says otherwise. */
    private static Filters filters(Config config) {
        var filters = config.hasPath("filters") ? config.getConfigList("filters") : List.<Config>of();
        var lenient = config.hasPath("lenient") ? config.getBoolean("lenient") : filters.isEmpty();
        try {
            return new Filters(filters.stream().map(CatalogueFile::filter).toList(), lenient);
        } catch (IllegalArgumentException twice) {
            throw new ConfigException.BadValue(config.origin(), "filters", String.valueOf(twice.getMessage()));
        }
    }

    private static EventType.Filter filter(Config config) {
        checkKeys(FILTER_KEYS, config);
        return new EventType.Filter(
                config.getString("name"),
                format(config),
                config.hasPath("values") ? config.getStringList("values") : List.of(),
                optional(config, "description").orElse(""));
    }

    private static EventType.Format format(Config config) {
        return EventType.Format.parse(config.getString("format"))
                .orElseThrow(() -> new ConfigException.BadValue(
                        config.origin(), "format", "one of string, integer, … is expected"));
    }

    private static Optional<String> optional(Config config, String key) {
        return config.hasPath(key) ? Optional.of(config.getString(key)) : Optional.empty();
    }

    private static void checkKeys(Set<String> allowed, Config config) {
        for (var key : config.root().keySet()) {
            check(
                    allowed.contains(key),
                    config,
                    key,
                    "unknown key; known are " + allowed.stream().sorted().toList());
        }
    }

    private static void check(boolean valid, Config config, String key, String message) {
        if (!valid) {
            throw new ConfigException.BadValue(config.origin(), key, message);
        }
    }
}
