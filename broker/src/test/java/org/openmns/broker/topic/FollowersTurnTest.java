package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Progress;

class FollowersTurnTest {

    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Followers followers = new Followers(TopicState.EMPTY, Duration.ofMinutes(1), NOW);

    @Test
    void everySilentOneHasItsTurnHoweverManyThereAre() {
        for (var i = 0; i < 50; i++) {
            followers.notified(id(i), 1, 0, NOW);
        }

        var asked = new HashSet<SubscriptionId>();
        for (var round = 1; round <= 10; round++) {
            asked.addAll(followers.nudges(SILENCE, 5, NOW.plus(SILENCE.multipliedBy(round))));
        }

        assertThat(asked).hasSize(50);
    }

    @Test
    void oneThatGoesBackWithinWhatTheMarkHasNotReachedIsRemembered() {
        followers.progress(new Progress(id(1), 5, true, NOW), 9, NOW);

        assertThat(followers.nudges(SILENCE, 5, NOW.plus(SILENCE))).containsExactly(id(1));
    }

    @Test
    void oneThatWantsToBeLeftAloneForEverIsAskedNowAndThen() {
        followers.notified(id(1), 1, 0, NOW);
        followers.progress(new Progress(id(1), 0, true, Instant.MAX), 1, NOW);

        assertThat(followers.nudges(SILENCE, 5, NOW.plus(Duration.ofMinutes(59))))
                .isEmpty();
        assertThat(followers.nudges(SILENCE, 5, NOW.plus(Duration.ofHours(1)))).containsExactly(id(1));
    }

    private static SubscriptionId id(int number) {
        return new SubscriptionId(new UUID(0x4000L, 0x8000000000000000L | number));
    }
}
