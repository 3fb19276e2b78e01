package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.openmns.bench.event.PublishRequest;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;

/** Publishes in one way for a while, to these subscriptions. */
record Steady(Subscribed subscribed, int connections, int eventsPerRequest, Speed speed) implements Trial {

    /** Deliveries under way at most: enough to keep everybody busy, a tenth of a second's work. */
    static final long UNDELIVERED_MAX = 2_000;

    private static final int CONNECTIONS = 64;
    private static final int BATCH = 100;

    private static final List<String> TYPES = List.of(
            "pds-change-of-gp-2",
            "pds-death-notification-2",
            "nhs-number-change-2",
            "pds-record-change-2",
            "gpreg-change-gp-req-1",
            "patientflags-change-1",
            "imms-vaccination-record-change-1",
            "nhshco-hc-complete-1",
            "nhshco-hc-complete-1-ack-1",
            "vrs-proxy-role-created-1",
            "vrs-proxy-role-changed-1",
            "vrs-proxy-role-deleted-1");

    /** The event types published, the criteria of all subscriptions to them, and how many of those match each event. */
    record Subscribed(List<String> types, List<String> criteria, int deliveriesPerEvent) {

        Subscribed {
            types = List.copyOf(types);
            criteria = List.copyOf(criteria);
        }

        /** So many, which all match. */
        static Subscribed all(int number) {
            return new Subscribed(List.of(Stage.TYPE), Collections.nCopies(number, Stage.everything()), number);
        }
    }

    /** Nobody listens. */
    static Steady publish(int connections) {
        return new Steady(Subscribed.all(0), connections, 1, Speed.asAnswered());
    }

    static Steady publishBatches(int connections) {
        return new Steady(Subscribed.all(0), connections, BATCH, Speed.asAnswered());
    }

    /** Each event to so many, as fast as they all get it. */
    static Steady deliver(int subscriptions) {
        // Of a large fan-out several events at once, or publishing would wait for the last delivery of each.
        var undelivered = Math.max(UNDELIVERED_MAX, 10L * subscriptions);
        return new Steady(Subscribed.all(subscriptions), CONNECTIONS, 1, Speed.asDelivered(subscriptions, undelivered));
    }

    static Steady latency(int perSecond) {
        return new Steady(Subscribed.all(1), CONNECTIONS, 1, Speed.fixed(perSecond));
    }

    /** Twelve event types of 50 subscriptions each, of which every event matches one: for several nodes to share. */
    static Steady spread() {
        var criteria = TYPES.stream()
                .flatMap(type -> IntStream.range(0, PublishRequest.VERSIONS)
                        .mapToObj(version ->
                                "eventType='" + type + "' AND versionid='" + PublishRequest.version(version) + "'"))
                .toList();
        return new Steady(
                new Subscribed(TYPES, criteria, 1), CONNECTIONS, 1, Speed.asDelivered(1, 2 * UNDELIVERED_MAX));
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        var criteria = subscribed.criteria();
        var ids = stage.subscribe(
                criteria.size(),
                index -> new Stage.Wish(criteria.get(index), stage.receiver().endpoint(0, index + 1)));
        try (var generator = stage.generator(connections, subscribed.types(), eventsPerRequest, Subjects.ANYBODY)) {
            return run(name, stage, generator, new JsonObject());
        } finally {
            stage.unsubscribe(ids);
        }
    }

    /** With subscriptions that are there already. */
    Result run(String name, Stage stage, Generator generator, JsonObject more)
            throws IOException, InterruptedException {
        warmUp(stage, generator);
        stage.receiver().reset();
        var meter = Meter.start(stage, generator);
        var sent = generator.run(Pace.of(own(stage.effort()), stage.effort().seconds()));
        var each = subscribed.deliveriesPerEvent();
        var received = stage.receiver().await(0, sent.accepted() * each, Stage.QUIET);
        return new Result(name, new Result.Outcome(sent, received, each), meter.stop(), more);
    }

    /** At full speed first, then at the pace that is measured: 200 events a second would take minutes to warm a JVM. */
    private void warmUp(Stage stage, Generator generator) throws IOException, InterruptedException {
        var each = subscribed.deliveriesPerEvent();
        var seconds = stage.effort().warmUpSeconds();
        var fast = speed.perSecond() > 0 ? Speed.asDelivered(each, UNDELIVERED_MAX) : speed;
        warmUp(stage, generator, Pace.of(fast, seconds - seconds / 2));
        warmUp(stage, generator, Pace.of(own(stage.effort()), seconds / 2));
    }

    private void warmUp(Stage stage, Generator generator, Pace pace) throws IOException, InterruptedException {
        if (pace.seconds() > 0) {
            stage.receiver().reset();
            var sent = generator.run(pace);
            stage.receiver().await(0, sent.accepted() * subscribed.deliveriesPerEvent(), Stage.QUIET);
        }
    }

    private Speed own(Effort effort) {
        return speed.perSecond() > 0 ? Speed.fixed(effort.rateOr(speed.perSecond())) : speed;
    }
}
