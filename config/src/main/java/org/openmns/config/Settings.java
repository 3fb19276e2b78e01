package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything an operator can set, read once at start and passed on as values; a component for each subject. */
public record Settings(
        NodeSettings node,
        HttpSettings http,
        HttpTls tls,
        AccessSettings access,
        TopicSettings topic,
        CohortSettings cohort,
        DeliverySettings delivery,
        HandshakeSettings handshake,
        StoreSettings store,
        SecretSettings secrets,
        CatalogueSettings catalogue,
        ClusterSettings cluster) {

    /** What an event grows by in a row or a notification: its offset, the names of its fields, its filtering again. */
    private static final int OVERHEAD_BYTES = 16 * 1_024;

    public Settings {
        var largest = http.bodies().eventBytesMax();
        Bounds.atLeast(
                "openmns.topic.batch.bytes-max",
                topic.batch().bytesMax(),
                "openmns.http.event-bytes-max and 16 KiB",
                largest + OVERHEAD_BYTES);
        Bounds.atLeast(
                "openmns.delivery.window.bytes-max",
                delivery.window().bytesMax(),
                "openmns.http.event-bytes-max",
                largest);
    }

    /** Reads and checks all settings of a resolved configuration. */
    public static Settings from(Config root) {
        var settings = new Settings(
                NodeSettings.from(root),
                HttpSettings.from(root),
                HttpTls.from(root),
                AccessSettings.from(root),
                TopicSettings.from(root),
                CohortSettings.from(root),
                DeliverySettings.from(root),
                HandshakeSettings.from(root),
                StoreSettings.from(root),
                SecretSettings.from(root),
                CatalogueSettings.from(root),
                ClusterSettings.from(root));
        ProfileRules.check(root, settings);
        return settings;
    }

    /** Sentences about protections that are switched off, for the log. */
    public List<String> warnings() {
        return Warnings.of(this);
    }

    /** The settings of {@link Layers#load}, for whoever does not need the configuration itself. */
    public static Settings load(Profile profile, Map<String, String> overrides, Optional<Path> file) {
        return from(Layers.load(profile, overrides, file));
    }
}
