package org.openmns.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Publishes events in a process of its own: warms up, prints {@code warm} and what it sent, waits for a line on its
 * input, measures, prints {@code measured} and what it sent. Warming up happens in the same process, for a cold
 * generator would be measured as a slow node.
 */
public final class Load {

    private static final int ANSWER_SECONDS_MAX = 30;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<EventTemplate> templates;
    private final HttpClient client;
    private final List<RequestOptions> requests;

    private Load(List<URI> nodes, List<String> types, int connections) {
        templates = types.stream()
                .map(type -> new EventTemplate(type, EventTemplate.nowMicros()))
                .toList();
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setIdleTimeout(2 * ANSWER_SECONDS_MAX),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(100_000));
        requests = nodes.stream().map(Load::request).toList();
    }

    private static RequestOptions request(URI events) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(events.getHost())
                .setPort(events.getPort())
                .setURI(events.getPath())
                .putHeader("Content-Type", "application/cloudevents+json")
                .setTimeout(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX));
    }

    /**
     * Arguments: the URLs of {@code /events} of all nodes and the event types, both separated by commas; connections to
     * each node, events a second (0: as fast as answered), two durations in s.
     */
    public static void main(String[] arguments) {
        var nodes = Stream.of(arguments[0].split(",", -1)).map(URI::create).toList();
        var types = List.of(arguments[1].split(",", -1));
        var connections = Integer.parseInt(arguments[2]);
        var ratePerSecond = Integer.parseInt(arguments[3]);
        var warmUp = new Phase.Pace(connections, ratePerSecond, Integer.parseInt(arguments[4]));
        var measured = new Phase.Pace(connections, ratePerSecond, Integer.parseInt(arguments[5]));
        var load = new Load(nodes, types, connections);
        load.vertx.runOnContext(ignored -> load.run(warmUp, measured));
    }

    private void run(Phase.Pace warmUp, Phase.Pace measured) {
        phase(warmUp)
                .onSuccess(sent -> System.out.println("warm " + sent.json().encode()))
                .compose(sent -> vertx.executeBlocking(Load::awaitWord))
                .compose(word -> {
                    var cpu = cpuSeconds();
                    return phase(measured).map(sent -> sent.json().put("cpuSeconds", cpuSeconds() - cpu));
                })
                .onSuccess(json -> System.out.println("measured " + json.encode()))
                .onFailure(cause -> System.err.println("the generator failed: " + cause))
                .onComplete(done -> System.exit(done.succeeded() ? 0 : 1));
    }

    private Future<Sent> phase(Phase.Pace pace) {
        return new Phase(vertx, client, new Phase.Work(requests, templates), pace).run();
    }

    private static int awaitWord() throws IOException {
        return System.in.read();
    }

    /** Of this process since its start. */
    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(cpu -> cpu.toMillis() / 1e3)
                .orElse(0.0);
    }
}
