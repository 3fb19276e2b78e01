package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.openmns.bench.event.Patients;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace.Speed;
import org.openmns.bench.node.Bulk;
import org.openmns.bench.node.Jvm;

/**
 * England: each practice keeps the list of its patients as a cohort and has one subscription over it; events are about
 * anybody. Uploads, subscribes, starts the node again, and measures at a fixed rate.
 */
record Practices() implements Trial {

    private static final int PATIENTS_EACH = 10_400;

    /** Uploads are long and the database writes them one after the other. */
    private static final int UPLOADS = 4;

    private static final int CONNECTIONS = 64;
    private static final int PER_SECOND = 200;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Map<String, String> environment(Path work) {
        return Map.of("OPENMNS_HEAP", "8g");
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        var practices = stage.effort().sizes().practices();
        var more = new JsonObject().put("practices", practices).put("patients", (long) practices * PATIENTS_EACH);
        var cluster = stage.cluster();
        var heapBefore = Jvm.liveHeapBytes(cluster.first().process());
        upload(stage, practices, more);
        more.put("rssMebibytesAfterUpload", cluster.rssMebibytes());
        cluster.stopNodes();
        more.put("databaseMebibytes", cluster.databaseMebibytes());
        cluster.startNodes();
        more.put("secondsToReadyAgain", Figure.seconds(cluster.first().readySeconds()));
        var heap = Jvm.liveHeapBytes(cluster.first().process());
        more.put("heapMebibytesAfterRestart", Figure.mebibytes(heap));
        more.put("heapBytesPerPatient", (heap - heapBefore) / ((long) practices * PATIENTS_EACH));
        return measure(name, stage, practices, more);
    }

    private static Result measure(String name, Stage stage, int practices, JsonObject more)
            throws IOException, InterruptedException {
        var subjects = new Subjects(0, (long) practices * PATIENTS_EACH, 1, PATIENTS_EACH);
        var steady = new Steady(Steady.Subscribed.all(1), CONNECTIONS, 1, Speed.fixed(PER_SECOND));
        try (var generator = stage.generator(CONNECTIONS, subjects)) {
            return steady.run(name, stage, generator, more);
        }
    }

    private static void upload(Stage stage, int practices, JsonObject more) throws IOException {
        var node = stage.cluster().first();
        var seconds = Bulk.send(
                node.url(),
                UPLOADS,
                practices,
                new Bulk.Work(
                        practice -> node.request("PUT", "/cohorts/" + cohort(practice), "text/plain", list(practice)),
                        Set.of(200, 201),
                        (practice, body) -> {}));
        more.put("secondsToUpload", Figure.seconds(seconds));
        more.put("patientsUploadedPerSecond", Math.round(practices * PATIENTS_EACH / seconds));
        var start = System.nanoTime();
        stage.subscribe(
                practices,
                practice -> new Stage.Wish(
                        Stage.everything() + " AND subject IN COHORT '" + cohort(practice) + "'",
                        stage.receiver().endpoint(0, practice + 1)));
        more.put("secondsToSubscribe", Figure.seconds(Figure.since(start)));
    }

    private static String cohort(int practice) {
        return "p-" + practice;
    }

    /** A line each. */
    private static byte[] list(int practice) {
        var lines = new byte[PATIENTS_EACH * (Patients.DIGITS + 1)];
        for (var patient = 0; patient < PATIENTS_EACH; patient++) {
            var at = patient * (Patients.DIGITS + 1);
            Patients.write((long) practice * PATIENTS_EACH + patient, lines, at);
            lines[at + Patients.DIGITS] = '\n';
        }
        return lines;
    }
}
