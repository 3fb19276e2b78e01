package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.event.Event;

class Lz4HeadTest {

    private static final String ALGORITHM = "pekko.serialization.jackson.jackson-cbor.compression.algorithm = ";

    @Test
    void knowsHowLongItWasBeforePekkoPackedIt() {
        var event = PublishedEvents.ofBytes(100_000, "event-1");
        var plain = bytes("off", event);
        var packed = bytes("lz4", event);

        assertThat(packed).hasSizeLessThan(plain.length / 100);
        assertThat(Lz4Head.unpackedSize(head(packed, Lz4Head.BYTES))).hasValue(plain.length);
        assertThat(Lz4Head.unpackedSize(head(plain, Lz4Head.BYTES))).isEmpty();
        assertThat(Lz4Head.unpackedSize(head(packed, Lz4Head.BYTES - 1))).isEmpty();
    }

    private static byte[] head(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] bytes(String algorithm, Event event) {
        var config = ConfigFactory.parseString(ALGORITHM + algorithm)
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        var actors = ActorTestKit.create("packing", config);
        try {
            return SerializationExtension.get(actors.system()).serialize(event).get();
        } finally {
            actors.shutdownTestKit();
        }
    }
}
