package org.openmns.broker.cohort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;
import org.openmns.broker.cohort.CohortCopy.News;
import org.openmns.broker.cohort.CohortDesk.Difference;
import org.openmns.broker.cohort.CohortDesk.Refresh;
import org.openmns.broker.store.CohortPart;
import org.openmns.cohort.CohortRefused;

/**
 * Brings a change that is stored to every node, so that it applies to the next event, whoever takes that.
 *
 * <p>A node that becomes a member meanwhile is up only after all members have seen it, and then looks by itself.
 */
final class CohortNews {

    /** Whoever may hold topics or subscriptions, or will soon. */
    private static final Set<MemberStatus> HOLDERS =
            Set.of(MemberStatus.joining(), MemberStatus.weaklyUp(), MemberStatus.up(), MemberStatus.leaving());

    /** What a message carries; a larger difference is left in the database. Far below the frame of a message. */
    private static final int DIFFERENCE_BYTES_MAX = 64 << 10;

    /** Longer than a value of a list takes that a busy node has to read: a million texts, five seconds. */
    private static final Duration PER_VALUE = Duration.ofNanos(5_000);

    private final ActorSystem<?> system;
    private final CohortCopy copy;
    private final Duration timeout;

    CohortNews(ActorSystem<?> system, CohortCopy copy, Duration timeout) {
        this.system = system;
        this.copy = copy;
        this.timeout = timeout;
    }

    /**
     * Completes when every node knows; fails with {@link CohortRefused} where one has not said so in time, which is longer
     * for a cohort of many values.
     */
    CompletionStage<Void> spread(News news, int values) {
        var wait = timeout.plus(PER_VALUE.multipliedBy(values));
        var cluster = Cluster.get(system);
        var self = cluster.selfMember().address();
        var difference = difference(news);
        var asked = new ArrayList<CompletableFuture<?>>();
        asked.add(copy.follow(news).toCompletableFuture().copy().orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS));
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> HOLDERS.contains(member.status()))
                .map(Member::address)
                .filter(address -> !address.equals(self))
                .forEach(address ->
                        asked.add(ask(address, news, difference, wait).toCompletableFuture()));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).exceptionally(late -> {
            throw new CohortRefused(CohortRefused.Why.NOT_ON_EVERY_NODE);
        });
    }

    private CompletionStage<Object> ask(Address address, News news, Optional<Difference> difference, Duration wait) {
        ActorPath path = new RootActorPath(address, "/").child("system").child(CohortDesk.NAME);
        return Patterns.askWithReplyTo(
                Adapter.toClassic(system).actorSelection(path),
                replyTo -> Refresh.of(news, difference, Adapter.toTyped(replyTo)),
                wait);
    }

    private static Optional<Difference> difference(News news) {
        return news.change()
                .map(change -> new Difference(
                        news.before(), CohortPart.pack(change.added()), CohortPart.pack(change.removed())))
                .filter(packed -> packed.added().length + packed.removed().length <= DIFFERENCE_BYTES_MAX);
    }
}
