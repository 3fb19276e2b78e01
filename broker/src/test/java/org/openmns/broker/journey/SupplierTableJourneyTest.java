package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.config.SettingsException;

/** The operator's table of IT suppliers: what it adds to events, and how a bad one is refused. */
class SupplierTableJourneyTest {

    private static final String SETTING = "openmns.catalogue.supplier-table";
    private static final String FLAGS = "patientflags-change-1";

    @TempDir
    private Path directory;

    @Test
    void aPracticesSupplierFollowsItsPracticesByTheTable() throws IOException {
        var table = Files.writeString(
                directory.resolve("suppliers.csv"), "practice,supplier\nA28579,YGM24\nF81022,YGMYH\nF81023,YGM24\n");
        try (var node = RunningNode.start(directory.resolve("data"), Map.of(SETTING, table.toString()));
                var sink = new Sink()) {
            node.subscribe(
                    "eventType='patientflags-change-1' AND generalpractitioner_manufacturer_org='YGM24'", sink.url());

            publish(node, "of the supplier", "A28579");
            publish(node, "of another", "F81022");
            publish(node, "of nobody known", "Z00001");
            publish(node, "of the supplier too", "F81023");

            sink.await(2);
            assertThat(sink.eventIds()).containsExactly("of the supplier", "of the supplier too");
            assertThat(sink.received().get(0).body()).doesNotContain("YGM24", "filtering");
        }
    }

    @Test
    void aTableWithABadLineStopsTheStartAndTheLineIsNamed() throws IOException {
        var table = Files.writeString(directory.resolve("suppliers.csv"), "A28579,YGM24\nF81022\n");

        assertThatThrownBy(() -> RunningNode.start(directory.resolve("data"), Map.of(SETTING, table.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessage(SETTING + " names " + table + ", which is wrong: line 2 of the supplier table: expected"
                        + " <practice>,<supplier>");
    }

    @Test
    void aTableThatIsNotThereStopsTheStart() {
        var table = directory.resolve("none.csv");

        assertThatThrownBy(() -> RunningNode.start(directory.resolve("data"), Map.of(SETTING, table.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessage(SETTING + " names " + table + ", which cannot be read: NoSuchFileException");
    }

    /** One subject, so that they arrive in order. */
    private static void publish(RunningNode node, String id, String practice) {
        node.publish(RunningNode.event(FLAGS, id, "9000000041", Map.of("generalpractitioner", practice)));
    }
}
