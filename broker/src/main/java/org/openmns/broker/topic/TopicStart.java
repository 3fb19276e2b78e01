package org.openmns.broker.topic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.WindowPlan.Part;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.topic.TopicCommand;

/**
 * What a topic loads between its recovery and its first command: the registered criteria; the duplicates it has to know,
 * from stored segments and from the log where there are none; what of the log may be unsettled, to match it again.
 *
 * <p>At most one read is under way, so that nothing of a loading that failed arrives during the next one.
 */
final class TopicStart {

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int EARLY_MAX = 1_000;

    private final TopicName topic;
    private final ActorContext<TopicCommand> context;
    private final TopicSurroundings around;
    private final TopicOptions options;
    private final SegmentWriter segments;
    private final ArrayDeque<TopicCommand> early = new ArrayDeque<>();
    private Deque<Part> parts = new ArrayDeque<>();
    private @Nullable TopicLoop loop;
    private boolean over;

    TopicStart(
            TopicName topic,
            ActorContext<TopicCommand> context,
            TopicSurroundings around,
            TopicOptions options,
            SegmentWriter segments) {
        this.topic = topic;
        this.context = context;
        this.around = around;
        this.options = options;
        this.segments = segments;
    }

    /** Forgets what is in memory and loads it. */
    void begin(TopicState state) {
        loop = new TopicLoop(
                state,
                options.limits(),
                around.subscribers().cohorts(),
                around.clock().instant());
        over = false;
        readRegistry(0);
    }

    /** What is loaded, or being loaded. */
    TopicLoop loop() {
        return Objects.requireNonNull(loop);
    }

    boolean isOver() {
        return over;
    }

    /** Keeps a command until the start is over; what is too much is lost, as any message may be. */
    void later(TopicCommand command) {
        if (early.size() < EARLY_MAX) {
            early.add(command);
        }
    }

    private void readRegistry(long after) {
        then(
                around.subscribers().registry().forTopic(topic, after, Registry.TOPIC_PAGE_MAX),
                StartStep.RegistryRead::new);
    }

    /** The next page is read while this one goes into the index. */
    void registryRead(TopicState state, Registry.Page page) {
        if (!page.entries().isEmpty()) {
            readRegistry(page.last());
        }
        for (var entry : page.entries()) {
            loop().register(entry.id(), entry.criteria(), entry.owner());
        }
        if (page.entries().isEmpty()) {
            registryIsRead(state);
        }
    }

    private void registryIsRead(TopicState state) {
        if (state.head() == Offset.NONE) {
            segments.beginAt(1);
            accept();
        } else {
            var eventsMax = options.limits().duplicates().eventsMax();
            then(around.log().tail(topic, state.head(), state.events(), eventsMax), StartStep.TailFound::new);
        }
    }

    void tailFound(long sequence) {
        then(around.hashes().ranges(topic), ranges -> new StartStep.SegmentsFound(ranges, sequence));
    }

    void segmentsFound(TopicState state, List<Range> ranges, long tail) {
        parts = WindowPlan.of(ranges, tail, Offset.sequence(state.head()));
        nextPart(state);
    }

    private void nextPart(TopicState state) {
        if (parts.isEmpty()) {
            readUnsettled(state, state.settledThrough());
            return;
        }
        var part = parts.removeFirst();
        if (part.isStored()) {
            then(
                    around.hashes().read(topic, part.rows().first()),
                    stored -> new StartStep.SegmentRead(part, stored.flatMap(HashedEvents::read)));
        } else {
            segments.beginAt(part.rows().first());
            readIdentities(part);
        }
    }

    void segmentRead(TopicState state, Part part, Optional<HashedEvents> events) {
        events.ifPresentOrElse(loop()::remember, () -> parts.addFirst(part.fromLog()));
        segments.beginAt(part.rows().last() + 1);
        nextPart(state);
    }

    private void readIdentities(Part part) {
        then(around.log().identities(topic, part.rows()), identities -> new StartStep.IdentitiesRead(part, identities));
    }

    /** Before a segment that is stored another one ends; after the last one it stays open, for what will be published. */
    void identitiesRead(TopicState state, Part part, TopicLog.Identities identities) {
        loop().remember(identities.events());
        segments.addAll(identities.events(), identities.through(), loop().remembersSince());
        if (identities.through() < part.rows().last()) {
            readIdentities(part.after(identities.through()));
            return;
        }
        if (!parts.isEmpty()) {
            segments.cut(identities.through(), loop().remembersSince());
        }
        nextPart(state);
    }

    private void readUnsettled(TopicState state, long after) {
        if (after >= state.head()) {
            accept();
        } else {
            then(around.log().read(topic, after, state.head()), StartStep.UnsettledRead::new);
        }
    }

    void unsettledRead(TopicState state, TopicLog.Page page) {
        var now = around.clock().instant();
        page.events().forEach(occurrence -> loop().rematch(occurrence, now));
        readUnsettled(state, page.through());
    }

    private void accept() {
        over = true;
        early.forEach(context.getSelf()::tell);
        early.clear();
        context.getLog().debug("topic={} accepts, subscriptions={}", topic, loop().subscriptions());
    }

    private <T> void then(CompletionStage<T> read, Function<T, StartStep> step) {
        context.pipeToSelf(read, (found, failure) -> found == null ? failure(failure) : step.apply(found));
    }

    private static StartStep failure(@Nullable Throwable failure) {
        return new StartStep.Failed(
                failure == null ? "nothing" : failure.getClass().getName());
    }

    void failed(String cause) {
        context.getLog().warn("topic={} could not load what it needs: {}", topic, cause);
        context.scheduleOnce(AGAIN_AFTER, context.getSelf(), new StartStep.Again());
    }
}
