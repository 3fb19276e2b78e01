package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.event.Event;
import org.openmns.http.PublishRefused;
import org.openmns.http.PublishRefused.Why;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicReply.BatchPublished;

class IngressTest {

    private static final ActorTestKit actors = ActorTestKit.create("ingress");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestProbe<TopicCommand> topic = actors.createTestProbe(TopicCommand.class);

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
    }

    @Test
    void anEventAloneWaitsForNothing() {
        var ingress = ingress(new Ingress.Limits(10, 1 << 20, 100, 1 << 20, LONG));

        var promise = offer(ingress, PublishedEvents.event("one"));
        var batch = topic.expectMessageClass(PublishBatch.class);
        batch.replyTo().tell(new BatchPublished(batch.batch(), List.of(65_536L)));

        assertThat(promise).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(65_536L);
    }

    @Test
    void whatComesWhileABatchCommitsGoesTogetherAsTheNextOneUpToItsSize() {
        var ingress = ingress(new Ingress.Limits(3, 1 << 20, 100, 1 << 20, LONG));
        give(ingress, PublishedEvents.event("0"));
        var first = topic.expectMessageClass(PublishBatch.class);

        for (var number = 1; number <= 4; number++) {
            give(ingress, PublishedEvents.event(Integer.toString(number)));
        }
        topic.expectNoMessage(Duration.ofMillis(50));
        first.replyTo().tell(new BatchPublished(first.batch(), List.of(1L)));
        var second = topic.expectMessageClass(PublishBatch.class);
        second.replyTo().tell(new BatchPublished(second.batch(), List.of(2L, 3L, 4L)));
        var third = topic.expectMessageClass(PublishBatch.class);

        assertThat(idsOf(first)).containsExactly("0");
        assertThat(idsOf(second)).containsExactly("1", "2", "3");
        assertThat(idsOf(third)).containsExactly("4");
    }

    @Test
    void aBatchIsCutBeforeItsBytesAreExceededYetAlwaysHoldsOne() {
        var ingress = ingress(new Ingress.Limits(10, 3_000, 100, 1 << 20, LONG));
        give(ingress, PublishedEvents.ofBytes(10_000, "0"));
        var first = topic.expectMessageClass(PublishBatch.class);

        List.of("1", "2", "3").forEach(id -> give(ingress, PublishedEvents.ofBytes(900, id)));
        first.replyTo().tell(new BatchPublished(first.batch(), List.of(1L)));
        var second = topic.expectMessageClass(PublishBatch.class);

        assertThat(idsOf(first)).containsExactly("0");
        assertThat(idsOf(second)).containsExactly("1", "2");
    }

    @Test
    void moreWaitingEventsThanTheLimitAreRefusedAsOverloadAndRoomIsMadeByTheNextBatch() {
        var ingress = ingress(new Ingress.Limits(10, 1 << 20, 2, 1 << 20, LONG));
        give(ingress, PublishedEvents.event("0"));
        var first = topic.expectMessageClass(PublishBatch.class);

        give(ingress, PublishedEvents.event("1"));
        give(ingress, PublishedEvents.event("2"));
        assertRefused(offer(ingress, PublishedEvents.event("3")), Why.OVERLOADED);

        first.replyTo().tell(new BatchPublished(first.batch(), List.of(1L)));
        assertThat(idsOf(topic.expectMessageClass(PublishBatch.class))).containsExactly("1", "2");
        assertThat(offer(ingress, PublishedEvents.event("4"))).isNotCompleted();
    }

    @Test
    void moreWaitingBytesThanTheLimitAreRefusedAsOverload() {
        var ingress = ingress(new Ingress.Limits(10, 1 << 20, 100, 2_000, LONG));
        give(ingress, PublishedEvents.event("0"));
        topic.expectMessageClass(PublishBatch.class);

        give(ingress, PublishedEvents.ofBytes(2_000, "1"));

        assertRefused(offer(ingress, PublishedEvents.event("2")), Why.OVERLOADED);
    }

    @Test
    void aBatchThatIsNotAnsweredInTimeIsUnavailableAsIsWhatWaitsAsLongAndTheNextOneIsTried() {
        var ingress = ingress(new Ingress.Limits(10, 1 << 20, 100, 1 << 20, Duration.ofMillis(100)));
        var late = offer(ingress, PublishedEvents.event("late"));
        var first = topic.expectMessageClass(PublishBatch.class);
        var behind = offer(ingress, PublishedEvents.event("behind"));

        assertRefused(late, Why.UNAVAILABLE);
        assertRefused(behind, Why.UNAVAILABLE);
        var next = offer(ingress, PublishedEvents.event("next"));
        var second = topic
                .fishForMessage(
                        Duration.ofSeconds(5),
                        sent -> idsOf((PublishBatch) sent).equals(List.of("next"))
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(PublishBatch.class::cast)
                .findFirst()
                .orElseThrow();
        first.replyTo().tell(new BatchPublished(first.batch(), List.of(1L)));
        second.replyTo().tell(new BatchPublished(second.batch(), List.of(2L)));

        assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(2L);
    }

    @Test
    void aBatchThatALostTopicDidNotAnswerIsSentAgainAndAnsweredOnce() {
        var ingress = ingress(new Ingress.Limits(10, 1 << 20, 100, 1 << 20, Duration.ofSeconds(2)));

        var promise = offer(ingress, PublishedEvents.event("one"));
        var lost = topic.expectMessageClass(PublishBatch.class);
        var again = topic.expectMessageClass(PublishBatch.class);
        again.replyTo().tell(new BatchPublished(again.batch(), List.of(1L)));
        assertThat(promise).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(1L);
        var next = offer(ingress, PublishedEvents.event("two"));
        var second = topic.expectMessageClass(PublishBatch.class);
        lost.replyTo().tell(new BatchPublished(lost.batch(), List.of(1L)));
        second.replyTo().tell(new BatchPublished(second.batch(), List.of(2L)));

        assertThat(again.batch()).isEqualTo(lost.batch());
        assertThat(idsOf(again)).containsExactly("one");
        assertThat(idsOf(second)).containsExactly("two");
        assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(2L);
    }

    @Test
    void anAnswerThatDoesNotFitItsBatchRefusesAllThatWaitAndTheNextIsTakenWhateverTheOldBatchesHear() {
        var ingress = ingress(new Ingress.Limits(2, 1 << 20, 100, 1 << 20, LONG));
        var one = offer(ingress, PublishedEvents.event("one"));
        var first = topic.expectMessageClass(PublishBatch.class);
        var behind = offer(ingress, PublishedEvents.event("behind"));

        first.replyTo().tell(new BatchPublished(first.batch(), List.of()));
        assertRefused(one, Why.UNAVAILABLE);
        assertRefused(behind, Why.UNAVAILABLE);

        var next = offer(ingress, PublishedEvents.event("next"));
        var second = topic.expectMessageClass(PublishBatch.class);
        second.replyTo().tell(new BatchPublished(first.batch(), List.of(1L)));
        second.replyTo().tell(new BatchPublished(second.batch(), List.of(2L)));
        assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(2L);
    }

    private ActorRef<Ingress.Command> ingress(Ingress.Limits limits) {
        return actors.spawn(Ingress.create(topic.getRef(), limits));
    }

    private static CompletableFuture<Long> offer(ActorRef<Ingress.Command> ingress, Event event) {
        var promise = new CompletableFuture<Long>();
        ingress.tell(new Ingress.Offer(event, promise));
        return promise;
    }

    /** An event whose fate is of no interest. */
    private static void give(ActorRef<Ingress.Command> ingress, Event event) {
        ingress.tell(new Ingress.Offer(event, new CompletableFuture<>()));
    }

    private static List<String> idsOf(PublishBatch batch) {
        return batch.events().stream().map(event -> event.id().id()).toList();
    }

    private static void assertRefused(CompletableFuture<Long> promise, Why why) {
        assertThatThrownBy(() -> promise.get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PublishRefused.class)
                .cause()
                .extracting(refused -> ((PublishRefused) refused).why())
                .isEqualTo(why);
    }
}
