package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openmns.bench.figures.Sent;
import org.openmns.bench.load.Load;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Plan;
import org.openmns.bench.node.Child;
import org.openmns.bench.node.Java;
import org.openmns.bench.node.Login;

/** The generator's process, seen from Bench. */
final class Generator implements AutoCloseable {

    private static final String WORD = "sent ";
    private static final long OVERTIME_SECONDS_MAX = 600;

    private final Child process;
    private final Optional<Login> login;
    private final Consumer<String> authorize = this::authorize;
    private int phases;
    private int seconds;

    private Generator(Child process, Optional<Login> login) {
        this.process = process;
        this.login = login;
    }

    /** Where there is a login, with its token and each one after it. */
    static Generator start(Java java, Path log, Plan plan, Optional<Login> login) throws IOException {
        var process = Child.start(java.command(Load.class, plan.json().encode()), Map.of(), log);
        var generator = new Generator(process, login);
        login.ifPresent(own -> own.follow(generator.authorize));
        return generator;
    }

    /** Not on its command line, which others may read. */
    private void authorize(String token) {
        try {
            process.tell(Load.TOKEN + token);
        } catch (IOException ended) {
            // Whoever waits for its result hears of it.
        }
    }

    Child process() {
        return process;
    }

    /** Publishes at this pace to its end. */
    Sent run(Pace pace) throws IOException, InterruptedException {
        begin(pace);
        return await();
    }

    void begin(Pace pace) throws IOException {
        phases++;
        seconds = pace.seconds();
        process.tell(pace.json().encode());
    }

    /** Ends what has begun before its time. */
    Sent stop() throws IOException, InterruptedException {
        process.tell("stop");
        return await();
    }

    /** The end of what has begun. */
    Sent await() throws IOException, InterruptedException {
        for (var wait = 0L; wait < (seconds + OVERTIME_SECONDS_MAX) * 20; wait++) {
            var running = process.running();
            var text = process.text();
            // Only whole lines: the generator may be in the middle of writing one.
            var line = text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(each -> each.startsWith(WORD))
                    .skip(phases - 1L)
                    .findFirst();
            if (line.isPresent()) {
                return Sent.from(new JsonObject(line.get().substring(WORD.length())));
            }
            if (!running) {
                break;
            }
            Thread.sleep(50);
        }
        throw new IOException("the generator gave no result; it said:\n" + process.text());
    }

    @Override
    public void close() {
        login.ifPresent(own -> own.leave(authorize));
        process.close();
    }
}
