package org.openmns.event;

import java.util.HashMap;
import java.util.Map;

/** Reads which organisation supplies which GP practice: CSV with two columns, ODS codes both, a header at will. */
public final class SupplierTable {

    /** England has about 6,100 practices; closed ones may stay in the table. */
    public static final int ROWS_MAX = 100_000;

    private SupplierTable() {}

    /**
     * From practice to supplier.
     *
     * @throws IllegalArgumentException naming the line that is wrong, and what was expected there
     */
    public static Map<String, String> read(String csv) {
        var suppliers = new HashMap<String, String>();
        int number = 0;
        for (var line : (Iterable<String>) csv.lines()::iterator) {
            number++;
            var columns = columns(line);
            if (line.isBlank() || (number == 1 && isHeader(columns))) {
                continue;
            }
            check(
                    columns.length == 2 && OdsCode.isValid(columns[0]) && OdsCode.isValid(columns[1]),
                    number,
                    "expected <practice>,<supplier>");
            check(suppliers.size() < ROWS_MAX, number, "more than " + ROWS_MAX + " rows");
            var before = suppliers.put(columns[0], columns[1]);
            check(before == null || before.equals(columns[1]), number, "another supplier for a practice seen before");
        }
        return suppliers;
    }

    private static String[] columns(String line) {
        var columns = (line.startsWith("\ufeff") ? line.substring(1) : line).split(",", -1);
        for (int i = 0; i < columns.length; i++) {
            var column = columns[i].strip();
            boolean quoted = column.length() >= 2 && column.startsWith("\"") && column.endsWith("\"");
            columns[i] = quoted ? column.substring(1, column.length() - 1) : column;
        }
        return columns;
    }

    /** The code of a practice has a digit; the title of a column has none. */
    private static boolean isHeader(String[] columns) {
        return columns.length == 2 && columns[0].chars().noneMatch(Character::isDigit);
    }

    private static void check(boolean valid, int line, String message) {
        if (!valid) {
            throw new IllegalArgumentException("line " + line + " of the supplier table: " + message);
        }
    }
}
