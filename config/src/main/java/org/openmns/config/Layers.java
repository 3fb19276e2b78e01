package org.openmns.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one node, from its layers. The first one that sets a key wins:
 *
 * <ol>
 *   <li>the arguments of the program, and system properties ({@code -Dopenmns.http.ask-timeout=2s});
 *   <li>the operator's file;
 *   <li>the profile's file, then the files that {@code application.conf} includes; in both an environment variable goes
 *       before the default it stands beside;
 *   <li>the libraries' own defaults.
 * </ol>
 */
public final class Layers {

    private static final ConfigParseOptions REQUIRED =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private Layers() {}

    /** The resolved configuration, from which the settings are read and the actor system is started. */
    public static Config load(Profile profile, Map<String, String> overrides, Optional<Path> file) {
        try {
            return arguments(profile, overrides)
                    .withFallback(ConfigFactory.systemProperties())
                    .withFallback(file.map(Layers::operators).orElseGet(ConfigFactory::empty))
                    .withFallback(ConfigFactory.parseResources(profile.word() + ".conf", REQUIRED))
                    .withFallback(ConfigFactory.parseResources("application.conf", REQUIRED))
                    .withFallback(ConfigFactory.defaultReferenceUnresolved())
                    .resolve();
        } catch (ConfigException unreadable) {
            throw new SettingsException("The configuration", "cannot be read: " + unreadable.getMessage());
        }
    }

    private static Config arguments(Profile profile, Map<String, String> overrides) {
        return ConfigFactory.parseMap(overrides, "arguments")
                .withFallback(ConfigFactory.parseMap(Map.of("openmns.node.profile", profile.word()), "arguments"));
    }

    private static Config operators(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException("--config", "must name a file that can be read: " + file);
        }
        return ConfigFactory.parseFile(file.toFile(), REQUIRED);
    }
}
