package org.openmns.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openmns.config.CatalogueSettings;
import org.openmns.config.SettingsException;
import org.openmns.event.Enrichment;
import org.openmns.event.SupplierTable;

/** Reads the operator's table of the practices' IT suppliers, or refuses it with a sentence that says what to mend. */
final class Suppliers {

    /** Room for {@link SupplierTable#ROWS_MAX} rows of the longest codes; what is larger is another file. */
    private static final long BYTES_MAX = 8L << 20;

    private Suppliers() {}

    /** What the table adds to events; nothing where no table is set. */
    static Enrichment enrichment(CatalogueSettings settings) {
        return settings.supplierTable().map(Suppliers::read).orElse(Enrichment.NONE);
    }

    private static Enrichment read(Path table) {
        try {
            if (Files.size(table) > BYTES_MAX) {
                throw unusable(table, "which is larger than " + BYTES_MAX + " bytes");
            }
            return parse(table, Files.readString(table));
        } catch (IOException unreadable) {
            throw unusable(
                    table, "which cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private static Enrichment parse(Path table, String csv) {
        try {
            return new Enrichment(SupplierTable.read(csv));
        } catch (IllegalArgumentException wrong) {
            throw unusable(table, "which is wrong: " + wrong.getMessage());
        }
    }

    private static SettingsException unusable(Path table, String why) {
        return new SettingsException(CatalogueSettings.SUPPLIER_TABLE, "names " + table + ", " + why);
    }
}
