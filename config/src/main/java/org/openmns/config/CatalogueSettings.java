package org.openmns.config;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What an operator adds to the catalogue from outside; keys and defaults are in {@code catalogue.conf}. */
public record CatalogueSettings(Optional<Path> supplierTable) {

    private static final String PATH = "openmns.catalogue";

    /** Whole path of the setting that names the table, for whoever reads the file and has to refuse it. */
    public static final String SUPPLIER_TABLE = PATH + ".supplier-table";

    static CatalogueSettings from(Config root) {
        var text = new Section(root, PATH).text("supplier-table").trim();
        try {
            return new CatalogueSettings(Optional.of(text)
                    .filter(path -> !path.isEmpty())
                    .map(path -> Path.of(path).toAbsolutePath().normalize()));
        } catch (InvalidPathException unusable) {
            throw new SettingsException(SUPPLIER_TABLE, "must be a path of this machine, or empty");
        }
    }
}
