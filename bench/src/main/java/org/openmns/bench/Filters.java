package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.openmns.bench.event.Clock;
import org.openmns.bench.event.Patients;
import org.openmns.bench.event.PublishRequest;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace.Speed;
import org.openmns.bench.node.Bulk;
import org.openmns.bench.node.Jvm;
import org.openmns.bench.node.Seed;

/**
 * So many subscriptions, each to one patient, so that exactly one matches each event. Events are about at most
 * {@link Effort.Idle#active} of the patients, spread over all of them: how many subscriptions have work is the same
 * whether there are a thousand or a million, only how many are idle differs.
 */
record Filters(int subscriptions, String heap) implements Trial {

    /** How many the API creates before its rate decides whether it creates the others too. */
    private static final int SAMPLE = 20_000;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Map<String, String> environment(Path work) {
        return Map.of("OPENMNS_HEAP", heap);
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        var more = new JsonObject();
        var cluster = stage.cluster();
        publishOne(stage);
        var heapBefore = Jvm.liveHeapBytes(cluster.first().process());
        subscribe(stage, more);
        cluster.startNodes();
        var readySeconds = cluster.first().readySeconds();
        var answerSeconds = publishOne(stage);
        var heap = Jvm.liveHeapBytes(cluster.first().process()) - heapBefore;
        more.put("secondsToReady", Figure.seconds(readySeconds));
        more.put("secondsToFirstAnswer", Figure.seconds(readySeconds + answerSeconds));
        more.put("heapBytesPerIdleSubscription", heap / subscriptions);
        var active = Math.min(stage.effort().sizes().filters().active(), subscriptions);
        more.put("subscriptionsWithEvents", active);
        try (var generator = stage.generator(64, new Subjects(0, active, subscriptions / active, 1))) {
            return steady().run(name, stage, generator, more);
        }
    }

    private static Steady steady() {
        return new Steady(Steady.Subscribed.all(1), 64, 1, Speed.asDelivered(1, Steady.UNDELIVERED_MAX));
    }

    /** The topic is started by its first event, which nobody has subscribed to; answers how many seconds that took. */
    private static double publishOne(Stage stage) throws IOException {
        var url = stage.cluster().events().get(0);
        var request = new PublishRequest(url, Stage.TYPE, 1, Subjects.NOBODY, Clock.micros());
        stage.cluster().token().ifPresent(request::authorize);
        return Bulk.send(url, 1, 1, new Bulk.Work(index -> request.next(Clock.micros(), index), 200));
    }

    /** Through the API, and where that would take too long by copying rows; leaves the nodes stopped. */
    private void subscribe(Stage stage, JsonObject more) throws IOException {
        var start = System.nanoTime();
        var sample = Math.min(SAMPLE, subscriptions);
        subscribe(stage, 0, sample - 1);
        var template = subscribe(stage, sample - 1, sample).get(0);
        var perSecond = sample / Figure.since(start);
        more.put("subscribedPerSecond", Math.round(perSecond));
        var rest = subscriptions - sample;
        var copied = rest / perSecond > stage.effort().sizes().filters().apiSeconds();
        if (!copied) {
            subscribe(stage, sample, subscriptions);
        }
        stage.cluster().stopNodes();
        if (copied) {
            copy(stage, UUID.fromString(template), sample);
        }
        more.put("subscriptionsCopiedAsRows", copied ? rest : 0);
        more.put("secondsToSubscribeAll", Figure.seconds(Figure.since(start)));
    }

    private static List<String> subscribe(Stage stage, int from, int to) throws IOException {
        return stage.subscribe(
                to - from,
                index -> new Stage.Wish(
                        Stage.everything() + " AND subject='" + Patients.nhsNumber(from + index) + "'",
                        stage.receiver().endpoint(0, from + index + 1)));
    }

    private void copy(Stage stage, UUID template, int from) throws IOException {
        System.out.printf("bench: copying %,d subscriptions in the database ...%n", subscriptions - from);
        try (var database = stage.cluster().connect()) {
            var of = new Seed.Likeness(template, Patients.nhsNumber(from - 1), Receiver.path(0, from));
            Seed.copy(database, of, subscriptions - from, copy -> like(from + copy));
        } catch (SQLException failed) {
            throw new IOException("could not copy subscriptions: " + failed.getMessage(), failed);
        }
    }

    private static Seed.Likeness like(int patient) {
        return new Seed.Likeness(id(patient), Patients.nhsNumber(patient), Receiver.path(0, patient + 1));
    }

    /** A UUID of version 4, the same each time. */
    private static UUID id(int patient) {
        var random = new SplittableRandom(patient);
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | 0x8000000000000000L);
    }
}
