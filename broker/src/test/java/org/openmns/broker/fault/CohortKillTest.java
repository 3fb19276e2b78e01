package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.OnBothDatabases;

/**
 * kill -9 amid the upload of a cohort, at different moments of it: the list is the old one or the new one, never half.
 * {@code -Dopenmns.cohort.kill.rounds=N} for more of them.
 */
@OnBothDatabases
class CohortKillTest {

    private static final int ROUNDS = Integer.getInteger("openmns.cohort.kill.rounds", 2);
    private static final int VALUES = 200_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theCohortIsWhole() throws Exception {
        var port = NodeProcess.freePort();
        // One that comes back to the address of its killed predecessor need not wait until that counts as silent.
        var address = Map.of("OPENMNS_CLUSTER_PORT", Integer.toString(NodeProcess.freePort()));
        var cohort = URI.create("http://127.0.0.1:" + port + "/cohorts/mine");
        var count = 0;
        for (var round = 0; round <= ROUNDS; round++) {
            try (var node = NodeProcess.start(port, directory, address).awaitReady()) {
                if (round > 0) {
                    var found = get(cohort).path("count").asInt();
                    assertThat(found).isIn(count, VALUES + round - 1);
                    assertThat(listed(cohort)).isEqualTo(found);
                    count = found;
                } else {
                    assertThat(put(cohort, 10).join()).isEqualTo(201);
                    count = 10;
                }
                var uploading = put(cohort, VALUES + round);
                // Later each time: before the values are there, amid the transaction, after it.
                uploading
                        .completeOnTimeout(0, 250L * round, TimeUnit.MILLISECONDS)
                        .exceptionally(gone -> 0)
                        .join();
                node.kill();
            }
        }
    }

    private CompletableFuture<Integer> put(URI cohort, int values) {
        var lines = IntStream.range(0, values).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        var request = HttpRequest.newBuilder(cohort)
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(lines))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
    }

    private int listed(URI cohort) throws IOException, InterruptedException {
        var values = new HashSet<String>();
        var next = cohort.getPath() + "/values?limit=10000";
        while (!next.isEmpty()) {
            var page = get(cohort.resolve(next));
            page.path("values").forEach(value -> values.add(value.textValue()));
            next = page.path("next").asText("");
        }
        return values.size();
    }

    private JsonNode get(URI uri) throws IOException, InterruptedException {
        return JSON.readTree(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
    }
}
