package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.TestedSubscription.World;
import org.openmns.topic.TopicCommand.Progress;

class CheckpointTest {

    @TempDir
    private static Path directory;

    private static World world;

    private TestedSubscription it;

    @BeforeAll
    static void open() {
        world = World.open(directory);
    }

    @BeforeEach
    void begin() {
        it = new TestedSubscription(world);
    }

    @AfterAll
    static void close() {
        world.close();
    }

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
