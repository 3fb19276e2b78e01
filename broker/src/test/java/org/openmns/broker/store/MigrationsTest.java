package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\S+) \\(\\n(.*?)\\n\\);", Pattern.DOTALL);
    private static final Set<String> CONSTRAINTS =
            Set.of("primary", "unique", "foreign", "constraint", "references", "on", "--");

    @Test
    void bothDialectsDeclareTheSameTablesAndColumns() throws IOException {
        var h2 = columns(script("h2"));

        assertThat(columns(script("postgresql"))).isEqualTo(h2);
        assertThat(h2.keySet())
                .containsExactly("attempt", "dead_letter", "event_journal", "event_tag", "snapshot", "subscription");
    }

    @Test
    void theJournalHasTheColumnsThatThePluginAsksFor() throws IOException {
        var ours = columns(script("h2"));
        var plugins = columns(resource("/schema/h2/h2-create-schema.sql")
                .replace("IF NOT EXISTS PUBLIC.", "")
                .replace("NOT NULL,\"snapshot", "NOT NULL,\n\"snapshot")
                .replaceAll("\\n\\s+\\);", "\n);"));

        assertThat(plugins).containsKeys("event_journal", "event_tag", "snapshot");
        plugins.remove("durable_state");
        plugins.forEach((table, columns) -> assertThat(ours).containsEntry(table, columns));
    }

    private static String script(String dialect) throws IOException {
        return resource("/db/migration/" + dialect + "/V1__create_tables.sql");
    }

    private static Map<String, Set<String>> columns(String script) {
        var tables = new TreeMap<String, Set<String>>();
        TABLE.matcher(script).results().forEach(table -> {
            var columns = new TreeSet<String>();
            table.group(2)
                    .lines()
                    .map(line -> name(line.strip().replaceFirst("[ (].*", "")))
                    .filter(name -> !CONSTRAINTS.contains(name) && !name.isEmpty())
                    .forEach(columns::add);
            tables.put(name(table.group(1)), columns);
        });
        return tables;
    }

    private static String name(String identifier) {
        return identifier.replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static String resource(String name) throws IOException {
        try (var stream = MigrationsTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
