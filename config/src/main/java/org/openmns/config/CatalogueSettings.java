package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What comes into the catalogue from outside, and within which limits; keys and defaults are in {@code catalogue.conf}. */
public record CatalogueSettings(Optional<Path> supplierTable, Duration refresh, Limits limits) {

    private static final String PATH = "openmns.catalogue";

    /** Whole path of the setting that names the table, for whoever reads the file and has to refuse it. */
    public static final String SUPPLIER_TABLE = PATH + ".supplier-table";

    public CatalogueSettings {
        Bounds.within(PATH + ".refresh", refresh, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    static CatalogueSettings from(Config root) {
        var catalogue = new Section(root, PATH);
        return new CatalogueSettings(
                supplierTable(catalogue),
                catalogue.duration("refresh"),
                new Limits(
                        catalogue.number("types-max"),
                        catalogue.bytes("schema-bytes-max"),
                        catalogue.duration("retention-max")));
    }

    private static Optional<Path> supplierTable(Section catalogue) {
        try {
            return Optional.of(catalogue.text("supplier-table").trim())
                    .filter(path -> !path.isEmpty())
                    .map(path -> Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException unusable) {
            throw new SettingsException(SUPPLIER_TABLE, "must be a path of this machine, or empty");
        }
    }

    /** Of what is put by the API: how many types, how large a schema, and how long a type's events are kept. */
    public record Limits(int typesMax, int schemaBytesMax, Duration retentionMax) {

        /** Less than this would be no log. */
        public static final Duration RETENTION_MIN = Duration.ofHours(1);

        public Limits {
            Bounds.within(PATH + ".types-max", typesMax, 1, 100_000);
            Bounds.within(PATH + ".schema-bytes-max", schemaBytesMax, 1_024, 256 * 1_024);
            Bounds.within(PATH + ".retention-max", retentionMax, RETENTION_MIN, Duration.ofDays(3_650));
        }
    }
}
