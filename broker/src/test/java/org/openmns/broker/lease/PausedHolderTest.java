package org.openmns.broker.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.lease.Leases.LIFE;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

/** A process that holds the lease, is stopped (SIGSTOP) until it has expired, and goes on (SIGCONT). */
class PausedHolderTest {

    @Test
    void findsAtItsVeryFirstLookThatItHoldsTheLeaseNoMore() throws IOException, InterruptedException {
        var location = Postgres.emptyDatabase();
        Database.open(location).close();
        var process = start(location);
        try (var said = process.inputReader(UTF_8);
                var leases = new Leases(location)) {
            assertThat(said.readLine()).isEqualTo("held true");

            signal(process, "STOP");
            var heir = leases.of("heir");
            Eventually.holds("another one takes it", () -> Leases.acquire(heir));
            var until = System.nanoTime() + LIFE.multipliedBy(2).toNanos();
            Eventually.holds("time passes", () -> System.nanoTime() > until);
            signal(process, "CONT");

            // Other lines are of the log.
            assertThat(said.lines().filter(line -> line.matches("woke .*|lost")).limit(2))
                    .containsExactlyInAnyOrder("woke false", "lost");
            assertThat(heir.checkLease()).isTrue();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static Process start(DatabaseLocation location) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PausedHolderTest.class.getName(),
                        location.url(),
                        location.user(),
                        location.password())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /**
     * The process: holds the lease, and looks at it first thing when it was paused. Its timers stand still until then, so that
     * it is the look itself that finds out.
     */
    public static void main(String[] database) {
        var location = new DatabaseLocation(database[0], database[1], database[2]);
        var lease = new Leases(location).of("paused");
        lease.acquire(why -> say("lost")).toCompletableFuture().join();
        say("held " + lease.checkLease());
        var looked = new CompletableFuture<Void>();
        CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(looked::join);
        var before = System.nanoTime();
        while (true) {
            Thread.onSpinWait();
            var now = System.nanoTime();
            if (now - before > LIFE.toNanos()) {
                say("woke " + lease.checkLease());
                looked.complete(null);
            }
            before = now;
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
