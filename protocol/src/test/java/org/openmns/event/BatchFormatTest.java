package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchFormatTest {

    private static final String GOOD = new String(json(members()), StandardCharsets.UTF_8);

    private static List<Parsed> results(String json) {
        return ((ParsedBatch.Each) FORMAT.batch(bytes(json), ANYBODY)).results();
    }

    private static String refused(String json) {
        var unreadable = (ParsedBatch.Unreadable) FORMAT.batch(bytes(json), ANYBODY);
        return String.join(",", unreadable.errors().messages().values());
    }

    @Test
    void givesOneResultAnEventInOrder() {
        var other = new String(json(with("id", "\"caf\u00e9\"")), StandardCharsets.UTF_8);
        var deep = GOOD.replace("2.5e3", "[".repeat(40) + "]".repeat(40));
        var odd = GOOD.replace("2.5e3", "1".repeat(5_000)).replace("resourceType", "r".repeat(60_000));

        var results = results(" [ " + other + " ,\n{}, 7, " + deep + ", \"x\", " + odd + ",null,[[{}]]," + GOOD + "] ");

        assertThat(results).hasSize(9);
        assertThat(valid(results.get(0)).id().id()).isEqualTo("caf\u00e9");
        assertThat(valid(results.get(0)).body())
                .isEqualTo(valid(FORMAT.structured(bytes(other), ANYBODY)).body());
        assertThat(errors(results.get(1))).containsOnlyKeys("specversion", "id", "source", "type", "time");
        for (int odder : new int[] {2, 3, 4, 5, 6, 7}) {
            assertThat(errors(results.get(odder))).as("element %d", odder).containsOnlyKeys("body");
        }
        assertThat(valid(results.get(8)).body())
                .isEqualTo(valid(FORMAT.structured(bytes(GOOD), ANYBODY)).body());
    }

    @Test
    void takesAnEmptyBatch() {
        assertThat(results("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "[{}", "[{},]", "[{}] []", "[{}]x", "7", "[\u0000]", "[{]}"})
    void refusesWhatIsNoArrayAsAWhole(String json) {
        assertThat(refused(json)).startsWith("Please provide valid JSON: ");
    }

    @Test
    void refusesAnArrayThatIsTooDeepForAnyone() {
        assertThat(refused("[".repeat(200_000))).startsWith("Please provide valid JSON: ");
    }

    @Test
    void takesAThousandEventsAndNoMore() {
        assertThat(results("[" + String.join(",", Collections.nCopies(1_000, "{}")) + "]"))
                .hasSize(1_000);
        assertThat(refused("[" + String.join(",", Collections.nCopies(1_001, "{}")) + "]"))
                .isEqualTo("Please provide a batch of at most 1000 events");
    }

    @Test
    void boundsTheBatchAndEachOfItsEvents() {
        var large = GOOD.replace("2.5e3", "\"" + "x".repeat(EventFormat.EVENT_BYTES_MAX) + "\"");

        var results = results("[" + large + "," + GOOD + "]");

        assertThat(errors(results.get(0)).get("body")).isEqualTo("Please provide an event of at most 262144 bytes");
        valid(results.get(1));
        assertThat(refused(" ".repeat(EventFormat.BATCH_BYTES_MAX) + "[]"))
                .isEqualTo("Please provide a batch of at most 1048576 bytes");
    }
}
