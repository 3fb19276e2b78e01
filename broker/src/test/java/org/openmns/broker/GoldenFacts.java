package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/**
 * What the journal of an earlier version holds: one line a fact, its serializer's id, its manifest and its bytes in base
 * 64. Old lines stay for ever; after a fact has grown, {@code -Dopenmns.golden.write=true} appends what is written now.
 */
public final class GoldenFacts implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");
    private static final boolean WRITES = Boolean.getBoolean("openmns.golden.write");

    private final ActorTestKit actors = ActorTestKit.create("golden", ConfigFactory.defaultReference());
    private final Serialization serialization = SerializationExtension.get(actors.system());
    private final Path file;

    public GoldenFacts(String name) {
        file = DIRECTORY.resolve(name);
    }

    /** Every line ever written can be read, and the last one of each class is its sample. */
    public void assertReadable(List<?> samples) {
        if (WRITES) {
            samples.forEach(this::append);
        }
        var read = lines().stream().map(this::read).toList();

        for (var sample : samples) {
            assertThat(read.stream().filter(fact -> fact.getClass() == sample.getClass()))
                    .as("golden %s; write it with -Dopenmns.golden.write=true", sample.getClass())
                    .isNotEmpty()
                    .last()
                    .isEqualTo(sample);
        }
    }

    /** Each comes back equal from the bytes that would be written today. */
    public void assertSurvive(List<?> samples) {
        for (var sample : samples) {
            assertThat(read(line(sample))).isEqualTo(sample);
        }
    }

    private String line(Object fact) {
        var serializer = serialization.findSerializerFor(fact);
        assertThat(serializer.getClass().getSimpleName()).isEqualTo("JacksonCborSerializer");
        var bytes = Base64.getEncoder().encodeToString(serializer.toBinary(fact));
        return serializer.identifier() + " " + Serializers.manifestFor(serializer, fact) + " " + bytes;
    }

    private Object read(String line) {
        var parts = line.split(" ", -1);
        return serialization
                .deserialize(Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[0]), parts[1])
                .get();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void append(Object sample) {
        try {
            Files.createDirectories(DIRECTORY);
            var known = Files.exists(file) ? lines() : new ArrayList<String>();
            if (!known.contains(line(sample))) {
                Files.writeString(file, line(sample) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        actors.shutdownTestKit();
    }
}
