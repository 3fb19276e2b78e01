package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;
import org.openmns.bench.load.Plan;
import org.openmns.bench.node.Login;

/**
 * One application at a fixed rate beside another that publishes as much as it can, at nodes with the limits of production:
 * single events, most of which are above the rate of an application, and batches over so many connections that what is under
 * way is above its fair share. Measures the first one alone, beside each flood, and alone again.
 */
record Flood() implements Trial {

    private static final String NOISY = "noisy";

    /** Nobody follows it. */
    private static final String TYPE = "pds-death-notification-2";

    /** Of the production profile; the rest of bench counts requests and is never refused. */
    private static final Map<String, String> LIMITS = Map.of(
            "OPENMNS_ACCESS_REQUESTS_PER_SECOND_MAX", "1000",
            "OPENMNS_ACCESS_REQUESTS_BURST_MAX", "2000");

    private static final int PER_SECOND = 200;
    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_OF_SINGLES = 64;
    private static final int CONNECTIONS_OF_BATCHES = 256;
    private static final int BATCH = 100;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        var work = Files.createDirectory(stage.tools().work().resolve("flooded"));
        try (var nodes = stage.cluster().besideAuthenticated(work, LIMITS)) {
            return measure(name, stage.on(nodes));
        }
    }

    private static Result measure(String name, Stage stage) throws IOException, InterruptedException {
        stage.subscribeToEverything(0, 1);
        try (var noisy = stage.cluster().another(NOISY);
                var quiet = stage.generator(CONNECTIONS, Subjects.ANYBODY);
                var singles = flood(stage, noisy, CONNECTIONS_OF_SINGLES, 1);
                var batches = flood(stage, noisy, CONNECTIONS_OF_BATCHES, BATCH)) {
            var course = new Course(stage, quiet);
            course.beside("warm-up", singles, stage.effort().warmUpSeconds() / 2);
            course.beside("warm-up", batches, stage.effort().warmUpSeconds() / 2);
            var seconds = stage.effort().seconds();
            var meter = Meter.start(stage, quiet);
            var stretches = List.of(
                    course.alone("alone", seconds),
                    course.beside("beside singles", singles, seconds),
                    course.beside("beside batches", batches, seconds),
                    course.alone("alone again", seconds));
            return new Result(name, stretches.get(2).quiet, meter.stop(), figures(stretches));
        }
    }

    private static Generator flood(Stage stage, Login noisy, int connections, int eventsPerRequest) throws IOException {
        var plan = new Plan(stage.targets(connections), List.of(TYPE), eventsPerRequest, Subjects.ANYBODY);
        return stage.generator(plan, Optional.of(noisy));
    }

    private static JsonObject figures(List<Stretch> stretches) {
        var rows = new ArrayList<JsonObject>();
        stretches.forEach(stretch -> rows.add(stretch.json()));
        var missing =
                stretches.stream().mapToLong(stretch -> stretch.quiet.missing()).sum();
        return new JsonObject().put("stretches", new JsonArray(rows)).put("missing", missing);
    }

    /** What became of the quiet one's events, and how many a second of the other one's were accepted and refused. */
    private record Stretch(String name, Result.Outcome quiet, long floodPerSecond, long refusedPerSecond) {

        JsonObject json() {
            var latency = quiet.received().latency();
            return new JsonObject()
                    .put("quiet", name)
                    .put("p50Millis", Figure.milliseconds(latency.p50()))
                    .put("p99Millis", Figure.milliseconds(latency.p99()))
                    .put("refused", quiet.sent().failed())
                    .put("floodPerSec", floodPerSecond)
                    .put("floodRefused", refusedPerSecond);
        }
    }

    /** One stretch after the other. */
    private record Course(Stage stage, Generator quiet) {

        Stretch alone(String name, int seconds) throws IOException, InterruptedException {
            return new Stretch(name, publish(seconds), 0, 0);
        }

        Stretch beside(String name, Generator flood, int seconds) throws IOException, InterruptedException {
            // Ended by us, once the quiet one is done.
            flood.begin(Pace.of(Speed.asAnswered(), 2 * seconds + 1));
            var outcome = publish(seconds);
            var sent = flood.stop();
            return new Stretch(name, outcome, Math.round(sent.perSecond()), Math.round(sent.failed() / sent.seconds()));
        }

        private Result.Outcome publish(int seconds) throws IOException, InterruptedException {
            stage.receiver().reset();
            var sent = quiet.run(Pace.of(Speed.fixed(stage.effort().rateOr(PER_SECOND)), seconds));
            return new Result.Outcome(sent, stage.receiver().await(0, sent.accepted(), Stage.QUIET), 1);
        }
    }
}
