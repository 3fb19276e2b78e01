package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.TopicRows;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Expire;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskLagging;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.Lagging;

/**
 * Deletes what is old from a topic's log. A subscription that has not delivered it yet first counts and writes down what
 * it loses; one that does not answer keeps the log from being cut, so that nothing is ever silently gone.
 */
public final class Retention {

    private static final Duration TOPIC_TIMEOUT = Duration.ofSeconds(5);

    /** Long enough to count what a subscription has missed in a week. */
    private static final Duration EXPIRE_TIMEOUT = Duration.ofMinutes(2);

    /** Rows deleted in one transaction: at 1 MiB a row still short enough not to hold up a commit. */
    private static final int CHUNK_ROWS = 50;

    private final ActorSystem<?> system;
    private final TopicLog log;
    private final TopicRows rows;
    private final Database database;
    private final Peers peers;

    /** How topics and subscriptions are reached. */
    public record Peers(
            Function<TopicName, RecipientRef<TopicCommand>> topics,
            Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions) {}

    public Retention(ActorSystem<?> system, TopicLog log, Database database, Peers peers) {
        this.system = system;
        this.log = log;
        this.rows = new TopicRows(database);
        this.database = database;
        this.peers = peers;
    }

    /** Deletes what this topic published before the cutoff, and says how many rows. */
    public CompletionStage<Long> cut(TopicName topic, Instant cutoff) {
        return log.before(topic, cutoff)
                .thenCompose(before -> askLagging(topic).thenCompose(lagging -> {
                    var oldest = before.orElse(lagging.settledThrough());
                    var limit = Math.min(oldest, lagging.settledThrough());
                    return expire(lagging, limit)
                            .thenCompose(all -> all
                                    ? database.submit(() -> delete(topic, limit))
                                    : CompletableFuture.completedStage(0L));
                }));
    }

    private CompletionStage<Lagging> askLagging(TopicName topic) {
        return AskPattern.<TopicCommand, TopicReply>ask(
                        peers.topics().apply(topic), AskLagging::new, TOPIC_TIMEOUT, system.scheduler())
                .thenApply(Lagging.class::cast);
    }

    /** True where nobody waits any more for anything at or before the limit. */
    private CompletionStage<Boolean> expire(Lagging lagging, long limit) {
        var answers = new ArrayList<CompletableFuture<Boolean>>();
        lagging.subscriptions().forEach((id, settled) -> {
            if (settled < limit) {
                answers.add(expire(new SubscriptionId(id), limit).toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().allMatch(CompletableFuture::join));
    }

    private CompletionStage<Boolean> expire(SubscriptionId id, long limit) {
        return AskPattern.<SubscriptionCommand, SubscriptionReply>ask(
                        peers.subscriptions().apply(id),
                        replyTo -> new Expire(limit, replyTo),
                        EXPIRE_TIMEOUT,
                        system.scheduler())
                .handle((reply, failure) -> reply instanceof SubscriptionReply.Accepted);
    }

    private long delete(TopicName topic, long limit) {
        var persistenceId = TopicLog.persistenceId(topic);
        var covered = rows.snapshotSequence(persistenceId).orElse(0L);
        // The row that holds the limit may hold later events too.
        return rows.deleteThrough(persistenceId, Math.min(covered, Offset.sequence(limit) - 1), CHUNK_ROWS);
    }
}
