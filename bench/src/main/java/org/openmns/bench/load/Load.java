package org.openmns.bench.load;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openmns.bench.event.Clock;
import org.openmns.bench.event.PublishRequest;
import org.openmns.bench.wire.EventLoop;

/**
 * Publishes events in a process of its own: reads a {@link Pace} a line, publishes, and prints {@code sent} and what it
 * sent; {@code stop} ends a pace early, {@code token} is what requests bring from then on, the end of input ends the
 * process. One process for warm-up and measurement, for a cold generator would be measured as a slow node.
 */
public final class Load {

    /** Begins a line that holds a token. */
    public static final String TOKEN = "token ";

    private final EventLoop loop;
    private final Plan plan;
    private final List<List<PublishRequest>> requests;
    private final List<Publisher> publishers;
    private @Nullable Phase phase;

    private Load(EventLoop loop, Plan plan) {
        this.loop = loop;
        this.plan = plan;
        requests = plan.targets().nodes().stream().map(this::requests).toList();
        publishers = IntStream.range(0, plan.targets().connections())
                .mapToObj(index -> index % requests.size())
                .map(node -> new Publisher(loop, plan.targets().nodes().get(node), requests.get(node)))
                .toList();
    }

    /** The argument is a {@link Plan} as JSON. */
    public static void main(String[] arguments) throws IOException {
        try (var loop = EventLoop.open()) {
            var load = new Load(loop, Plan.from(new JsonObject(arguments[0])));
            var input = new Thread(load::readInput, "input");
            input.setDaemon(true);
            input.start();
            loop.run();
        }
    }

    private List<PublishRequest> requests(URI node) {
        return plan.types().stream()
                .map(type -> new PublishRequest(node, type, plan.eventsPerRequest(), plan.subjects(), Clock.micros()))
                .toList();
    }

    private void readInput() {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                var word = line;
                loop.execute(() -> obey(word));
            }
        } catch (IOException gone) {
            // Nobody is left who could want more.
        }
        loop.execute(loop::stop);
    }

    private void obey(String word) {
        if (word.startsWith(TOKEN)) {
            var token = word.substring(TOKEN.length());
            requests.forEach(ofNode -> ofNode.forEach(request -> request.authorize(token)));
        } else if (!word.equals("stop")) {
            publish(Pace.from(new JsonObject(word)));
        } else if (phase != null) {
            phase.stop();
        }
    }

    private void publish(Pace pace) {
        phase = new Phase(
                loop,
                publishers,
                pace,
                sent -> System.out.println("sent " + sent.json().encode()));
        try {
            phase.start(plan.targets().sink());
        } catch (IOException noSink) {
            throw new UncheckedIOException(noSink);
        }
    }
}
