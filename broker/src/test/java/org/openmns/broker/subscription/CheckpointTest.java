package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.topic.TopicCommand.Progress;

class CheckpointTest {

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);

    @Test
    void writesACheckpointAtSoManyOutcomesAndTellsTheTopicOnlyThen() {
        it.subscribed(new CheckpointRhythm(3, NEVER, NEVER));

        it.push(0, 101, 102);
        it.await(2);
        assertThat(it.checkpoints()).isEmpty();
        it.push(102, 103);

        assertThat(it.checkpoint().counts().delivered()).isEqualTo(3);
        assertThat(it.checkpoint().cursor()).isEqualTo(Cursor.at(103));
        it.fish(command -> command instanceof Progress progress && progress.settledThrough() == 103);
    }

    @Test
    void writesACheckpointSoLongAfterTheFirstOutcomeThoughOthersAreInFlight() {
        it.subscribed(new CheckpointRhythm(500, SOON, NEVER));
        it.endpoint = attempt -> attempt.occurrence().offset() == 102
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(outcome(204));

        it.push(0, 101, 102, 103);

        assertThat(it.checkpoint().cursor()).isEqualTo(new Cursor(101, List.of(103L)));
    }

    @Test
    void writesACheckpointSoonAfterTheLastInFlightHasSettled() {
        it.subscribed(new CheckpointRhythm(500, NEVER, SOON));

        it.push(0, 101, 102);

        assertThat(it.checkpoint().cursor()).isEqualTo(Cursor.at(102));
    }
}
