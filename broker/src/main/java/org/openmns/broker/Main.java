package org.openmns.broker;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.client.ErrandFailure;
import org.openmns.broker.store.DatabaseUnavailable;
import org.openmns.config.SettingsException;
import org.openmns.protocol.StageFailure;
import org.slf4j.LoggerFactory;

/** The program: reads what it is asked, starts a node, says where it listens, and ends with an exit code that means something. */
public final class Main {

    private Main() {}

    /** Exit codes: 0 asked to stop, 1 could not start or ended by itself, 2 wrong arguments or settings. */
    @SuppressWarnings("SystemOut") // The words of a command-line program to whoever started it.
    public static void main(String[] arguments) {
        var options = Options.parse(List.of(arguments), System.getenv());
        if (options instanceof Options.Exit exit) {
            (exit.code() == 0 ? System.out : System.err).print(exit.text());
            System.exit(exit.code());
        }
        try {
            if (options instanceof Options.Client client) {
                System.out.print(client.errand().run());
                System.out.flush();
            } else {
                run((Options.Start) options);
            }
        } catch (ErrandFailure failed) {
            fail(failed.code(), failed.getMessage());
        } catch (SettingsException wrong) {
            fail(2, wrong.getMessage());
        } catch (RuntimeException failed) {
            var cause = StageFailure.cause(failed);
            fail(1, (cause instanceof DatabaseUnavailable ? "" : "could not start: ") + cause.getMessage());
        }
    }

    private static void run(Options.Start start) {
        LoggerFactory.getLogger(Main.class).debug("starting");
        var node = Node.start(start);
        var stopping = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping.set(true);
                            node.close();
                        },
                        "stop"));
        if (Boolean.getBoolean("openmns.rehearse")) {
            Rehearsal.of("http://" + node.host() + ":" + node.port());
            System.exit(0);
        }
        node.awaitJoined();
        System.out.print(Welcome.text(start.profile(), node.host(), node.port()));
        System.out.flush();
        node.ended().thenRun(() -> {
            if (!stopping.get()) {
                fail(
                        1,
                        node.isLeftBehind()
                                ? "the other nodes went on without this one; start it again"
                                : "the node had to stop; see the log");
            }
        });
    }

    private static void fail(int code, @Nullable String sentence) {
        System.err.println("openmns: " + sentence);
        System.exit(code);
    }
}
