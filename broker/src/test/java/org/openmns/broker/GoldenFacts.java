package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/**
 * What an earlier version wrote into its journal and snapshots, or said to another node: one line each, its serializer's
 * id, its manifest and its bytes in base 64. The files of a version never change; those of a new one are written by
 * {@code -Dopenmns.golden.write=true}.
 */
public final class GoldenFacts implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");
    private static final boolean WRITES = Boolean.getBoolean("openmns.golden.write");

    private static final ObjectMapper CBOR = new CBORMapper();

    private final ActorTestKit actors = TestKeys.actors("golden", ConfigFactory.defaultReference());
    private final Serialization serialization = SerializationExtension.get(actors.system());
    private final Path file;

    /** The file of this name that this version wrote. */
    public GoldenFacts(String version, String name) {
        file = DIRECTORY.resolve(version).resolve(name);
    }

    /** Who asked, where it is of no interest: what a node of another cluster reads of such a reference. */
    public <T> ActorRef<T> nobody() {
        var references = ActorRefResolver.get(actors.system());
        return references.resolveActorRef(
                references.toSerializationFormat(actors.system().ignoreRef()));
    }

    /** Line by line, what was written is read as these. */
    public void assertReadAs(List<?> samples) {
        if (WRITES && !Files.exists(file)) {
            write(samples);
        }
        assertThat(lines().stream().map(this::read).toList())
                .as("%s; -Dopenmns.golden.write=true writes that of a new version", file)
                .isEqualTo(samples);
    }

    /** While nodes are upgraded one by one, the older ones hear what they do not know yet. */
    public void assertReadWithUnknownFields(List<?> samples) {
        assertThat(lines().stream()
                        .map(GoldenFacts::withUnknownField)
                        .map(this::read)
                        .toList())
                .isEqualTo(samples);
    }

    /** Each comes back equal from the bytes that would be written today. */
    public void assertSurvive(List<?> samples) {
        for (var sample : samples) {
            assertThat(read(line(sample))).isEqualTo(sample);
        }
    }

    private String line(Object fact) {
        var serializer = serialization.findSerializerFor(fact);
        assertThat(serializer.getClass().getSimpleName()).isIn("JacksonCborSerializer", "SealingSerializer");
        var bytes =
                Base64.getEncoder().encodeToString(serialization.serialize(fact).get());
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

    private static String withUnknownField(String line) {
        var parts = line.split(" ", -1);
        try {
            var message = (ObjectNode) CBOR.readTree(Base64.getDecoder().decode(parts[2]));
            message.putObject("fieldOfALaterVersion").put("with", "content");
            return parts[0] + " " + parts[1] + " "
                    + Base64.getEncoder().encodeToString(CBOR.writeValueAsBytes(message));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(List<?> samples) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, samples.stream().map(this::line).toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        actors.shutdownTestKit();
    }
}
