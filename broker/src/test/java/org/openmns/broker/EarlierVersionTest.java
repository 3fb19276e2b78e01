package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.RunningNode.Subscribed;

/**
 * A data directory that version 0.1.0 left: one subscription, to which one event was delivered, and which was then paused
 * before two more were published.
 */
class EarlierVersionTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final String PATIENT = "9912003888";
    private static final Subscribed PAUSED = new Subscribed("2be36637-c8bf-4baa-a61d-d169bcf58c6f", "");

    /** The files are those of H2, whatever the other tests run on. */
    private static final Map<String, String> ON_H2 =
            Map.of("openmns.database.url", "", "openmns.database.user", "sa", "openmns.database.password", "");

    @TempDir
    private Path directory;

    @BeforeEach
    void unpack() throws IOException {
        var packed = Path.of("src/test/resources/golden/0.1.0/data.zip");
        try (var zip = new ZipInputStream(Files.newInputStream(packed))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("openmns.mv.db");
            Files.copy(zip, directory.resolve("openmns.mv.db"));
        }
    }

    @Test
    void aNodeGoesOnWhereVersion010Stopped() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory, ON_H2)) {
            moveTo(sink, node);
            node.act(PAUSED, "resume");
            sink.await(2);
            node.publish(TYPE, "waiting-1", PATIENT);
            node.publish(TYPE, "delivered", PATIENT);
            node.publish(TYPE, "new", PATIENT);
            sink.await(3);

            assertThat(sink.eventIds()).containsExactly("waiting-1", "waiting-2", "new");
            Eventually.holds("the counts of both versions", () -> delivered(node) == 4);
        }
    }

    private static void moveTo(Sink sink, RunningNode node) {
        var body = RunningNode.subscription("eventType='" + TYPE + "'", sink.url(), "{}");
        assertThat(node.call("PUT", "/subscriptions/" + PAUSED.id(), body).statusCode())
                .isEqualTo(204);
    }

    private static long delivered(RunningNode node) {
        return node.status(PAUSED).at("/counts/delivered").asLong();
    }
}
