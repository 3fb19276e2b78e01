package org.openmns.broker.subscription;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.subscription.Deliveries.SECRET;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openmns.broker.TestKeys;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.HeldChange;
import org.openmns.broker.subscription.SubscriptionFact.SecretRotated;
import org.openmns.broker.subscription.SubscriptionFact.Subscribed;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.protocol.Message;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionReply.Counts;

/** What the journal and the snapshots of subscriptions hold is readable with the keys only; {@code GoldenFacts} covers the rest. */
class SealedFactsTest {

    private static final ActorTestKit actors = TestKeys.actors("sealed", ConfigFactory.defaultReference());
    private static final ActorTestKit strangers = ActorTestKit.create("strangers", ConfigFactory.defaultReference());
    private static final Serialization serialization = SerializationExtension.get(actors.system());

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
        strangers.shutdownTestKit();
    }

    static List<Message> withSecrets() {
        var subscription = Deliveries.subscription(Duration.ofSeconds(5));
        var secrets = Secrets.first(SECRET);
        return List.of(
                new Subscribed(subscription, secrets, "owner"),
                new Changed(subscription),
                new SecretRotated(secrets),
                new Absent().subscribed(subscription, secrets, "owner"));
    }

    @ParameterizedTest
    @MethodSource("withSecrets")
    void noTextOfWhatHoldsSecretsIsStored(Message stored) {
        var bytes = serialization.serialize(stored).get();

        assertThat(new String(bytes, ISO_8859_1)).doesNotContain(SECRET).doesNotContain("pds-change-of-gp-2");
        assertThat(read(serialization, stored, bytes)).isEqualTo(stored);
    }

    @ParameterizedTest
    @MethodSource("withSecrets")
    void aSystemWithoutTheKeysReadsNothing(Message stored) {
        var bytes = serialization.serialize(stored).get();

        assertThatThrownBy(() -> read(SerializationExtension.get(strangers.system()), stored, bytes))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Written for every few deliveries, and without secrets. */
    @Test
    void checkpointsAreStoredAsTheyAre() {
        var checkpoint =
                new Checkpointed(Cursor.at(65_536), HeldChange.NONE, Counts.ZERO, Condition.NEW, Optional.empty());

        assertThat(serialization.findSerializerFor(checkpoint).getClass().getSimpleName())
                .isEqualTo("JacksonCborSerializer");
    }

    private static Object read(Serialization reader, Message stored, byte[] bytes) {
        var serializer = serialization.findSerializerFor(stored);
        return reader.deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, stored))
                .get();
    }
}
