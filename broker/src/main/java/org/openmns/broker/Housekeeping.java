package org.openmns.broker;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.openmns.broker.delivery.TestEvent;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.topic.Retention;
import org.openmns.config.Settings;
import org.openmns.event.TopicName;
import org.openmns.http.EventTypes;
import org.openmns.http.Publisher;
import org.openmns.protocol.StageFailure;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;

/**
 * What one node of the cluster does by the clock: wake the topics, which wake whoever is behind, and who waits for a
 * handshake; turn off who may not follow a type any more; publish the test signal; delete what is past retention.
 */
final class Housekeeping extends AbstractBehavior<Housekeeping.Command> {

    enum Command {
        WAKE_TOPICS,
        PUBLISH_TEST_SIGNAL,
        CUT_LOGS,
        REMIND_OF_HANDSHAKES,
        LOOK_AFTER_ACCESS
    }

    /** What it takes care of. */
    record Charge(EventTypes types, Sleepers sleepers, Publisher publisher, Retention retention, Records records) {}

    /** Who is woken: topics, and subscriptions that wait for a handshake or are to be turned off. */
    record Sleepers(Function<TopicName, RecipientRef<TopicCommand>> topics, Reminding handshakes, Runnable access) {}

    /** The attempt log, whose old entries go too. */
    record Records(Attempts attempts, Database database, Clock clock) {}

    private static final Duration WAKE_EVERY = Duration.ofSeconds(10);

    private static final Duration REMIND_FIRST = Duration.ofSeconds(1);
    private static final Duration REMIND_EVERY = Duration.ofSeconds(60);

    private static final Duration ACCESS_FIRST = Duration.ofSeconds(1);
    private static final Duration ACCESS_EVERY = Duration.ofSeconds(10);

    /** So that subscribers can test their connection; contract.md section 7. */
    private static final Duration TEST_SIGNAL_EVERY = Duration.ofMinutes(15);

    private final Charge charge;
    private final Settings settings;

    static Behavior<Command> create(Charge charge, Settings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Housekeeping(context, timers, charge, settings)));
    }

    private Housekeeping(
            ActorContext<Command> context, TimerScheduler<Command> timers, Charge charge, Settings settings) {
        super(context);
        this.charge = charge;
        this.settings = settings;
        var log = settings.topic().log();
        timers.startTimerWithFixedDelay(Command.WAKE_TOPICS, Command.WAKE_TOPICS, Duration.ZERO, WAKE_EVERY);
        timers.startTimerAtFixedRate(
                Command.PUBLISH_TEST_SIGNAL,
                Command.PUBLISH_TEST_SIGNAL,
                untilNext(TEST_SIGNAL_EVERY),
                TEST_SIGNAL_EVERY);
        timers.startTimerWithFixedDelay(
                Command.REMIND_OF_HANDSHAKES, Command.REMIND_OF_HANDSHAKES, REMIND_FIRST, REMIND_EVERY);
        timers.startTimerWithFixedDelay(
                Command.LOOK_AFTER_ACCESS, Command.LOOK_AFTER_ACCESS, ACCESS_FIRST, ACCESS_EVERY);
        timers.startTimerWithFixedDelay(Command.CUT_LOGS, Command.CUT_LOGS, log.retentionInterval());
    }

    /** At every quarter of an hour of the clock, not of the process: a restart does not shift it. */
    private Duration untilNext(Duration every) {
        var millis = every.toMillis();
        return Duration.ofMillis(millis - charge.records().clock().millis() % millis);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Command.WAKE_TOPICS, this::wakeTopics)
                .onMessageEquals(Command.PUBLISH_TEST_SIGNAL, this::publishTestSignal)
                .onMessageEquals(Command.CUT_LOGS, this::cutLogs)
                .onMessageEquals(Command.REMIND_OF_HANDSHAKES, this::remindOfHandshakes)
                .onMessageEquals(Command.LOOK_AFTER_ACCESS, this::lookAfterAccess)
                .build();
    }

    private Behavior<Command> wakeTopics() {
        if (isNodeStopping()) {
            return this;
        }
        var nobody = getContext().getSystem().ignoreRef();
        for (var entry : charge.types().entries().all()) {
            charge.sleepers().topics().apply(entry.type().name()).tell(new AskHead(nobody.unsafeUpcast()));
        }
        return this;
    }

    private Behavior<Command> publishTestSignal() {
        var log = getContext().getLog();
        charge.publisher()
                .publish(TestEvent.at(charge.records().clock().instant()))
                .whenComplete((offset, failure) -> {
                    if (failure != null) {
                        log.warn("the test signal could not be published: {}", failure.getMessage());
                    }
                });
        return this;
    }

    private Behavior<Command> cutLogs() {
        if (isNodeStopping()) {
            return this;
        }
        var log = getContext().getLog();
        var records = charge.records();
        var now = records.clock().instant();
        for (var entry : charge.types().entries().all()) {
            var topic = entry.type().name();
            var kept = entry.terms().retention().orElse(settings.topic().log().retention());
            charge.retention().cut(topic, now.minus(kept)).whenComplete((rows, failure) -> {
                if (failure != null) {
                    log.warn(
                            "topic={} could not be cut: {}",
                            topic,
                            StageFailure.cause(failure).getClass().getSimpleName());
                } else if (rows > 0) {
                    log.info("retention topic={} rows={}", topic, rows);
                }
            });
        }
        var before = now.minus(settings.delivery().attemptLog().retention());
        records.database().submit(() -> records.attempts().deleteBefore(before));
        return this;
    }

    private Behavior<Command> remindOfHandshakes() {
        if (!isNodeStopping()) {
            charge.sleepers().handshakes().remind();
        }
        return this;
    }

    private Behavior<Command> lookAfterAccess() {
        if (!isNodeStopping()) {
            charge.sleepers().access().run();
        }
        return this;
    }

    /** Then topics and subscriptions are being stopped, and what is sent to one of them holds up the stop. */
    private boolean isNodeStopping() {
        return CoordinatedShutdown.get(getContext().getSystem())
                .getShutdownReason()
                .isPresent();
    }
}
