package org.openmns.broker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.NodeProcess;

/**
 * A running program under attack, while somebody publishes, somebody receives and somebody connects anew: none of them may
 * fail, nor wait much longer than before. Afterwards nothing is left of it: no connection, no memory, no line in the log.
 *
 * <p>Each attack goes on for a second; {@code -Dopenmns.attack.seconds=30} for a long run. Attackers, bystanders and the
 * node share this machine, perhaps with others, so what is allowed is generous; what was seen is printed, and
 * {@code -Dopenmns.attack.latency=500} allows less.
 */
class AttackTest {

    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("openmns.attack.seconds", 1));
    private static final String TYPE = "patientflags-change-1";

    /** A bystander's p99 may be ten times what it was, or this, whichever is more. */
    private static final Duration LATENCY_ALLOWED =
            Duration.ofMillis(Integer.getInteger("openmns.attack.latency", 5_000));

    private static final int WARM = 150;
    private static final int CALM = 100;

    /** What a pool keeps, and files that a database opens as it grows. */
    private static final long FILES_ALLOWED = 60;

    private static final long HEAP_ALLOWED = 64L << 20;
    private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    @Test
    void leavesTheOthersServedAndNothingBehind() throws Exception {
        var port = NodeProcess.freePort();
        try (var node = node(port).awaitReady();
                var target = new Target(port);
                var bystanders = new Bystanders(node.url(), TYPE)) {
            BadReceivers.subscribe(node.url(), TYPE, bystanders.endpoint());
            bystanders.start();
            calm(bystanders, WARM);
            var calm = calm(bystanders, CALM);
            var before = Footprint.of(node.pid());

            var wrong = new LinkedHashMap<String, Object>();
            for (var attack : attacks(node.url()).entrySet()) {
                bystanders.nextPhase();
                go(attack.getValue(), target);
                bystanders.awaitEach();
                var seen = bystanders.nextPhase();
                System.out.printf("%-24s %s%n", attack.getKey(), seen);
                attack.getValue().wrong().forEach(wrong::put);
                seen.slower(calm, LATENCY_ALLOWED).forEach(what -> wrong.put(attack.getKey(), what));
            }

            bystanders.awaitAll();
            assertThat(wrong).isEmpty();
            assertThat(bystanders.failures()).isEmpty();
            assertNothingIsLeft(node, before);
        }
    }

    /** Patience that is shorter than usual, so that the attacks which are about it are over sooner. */
    private NodeProcess node(int port) throws IOException {
        var environment = Map.of("OPENMNS_HTTP_HEAD_TIMEOUT", "1 s", "OPENMNS_HTTP_BODY_TIMEOUT", "1 s");
        return NodeProcess.run(environment, "start", "--port", Integer.toString(port), "--data", data.toString());
    }

    private static Map<String, Attack> attacks(String url) {
        var attacks = new LinkedHashMap<String, Attack>();
        attacks.put("heads", new Volley(Shapes.heads()));
        attacks.put("bodies", new Volley(Shapes.bodies()));
        attacks.put("tricks", new Volley(Shapes.tricks()));
        attacks.put("dripping clients", HeldConnections.dripping());
        attacks.put("slow bodies", HeldConnections.slowBodies());
        attacks.put("deaf clients", HeldConnections.deaf());
        attacks.put("idle connections", HeldConnections.idle());
        attacks.put("bad receivers", new BadReceivers(url, TYPE));
        return attacks;
    }

    private static Bystanders.Phase calm(Bystanders bystanders, int count) {
        bystanders.nextPhase();
        Eventually.holds(count + " publishes in peace", Duration.ofMinutes(2), () -> bystanders.published() >= count);
        var calm = bystanders.nextPhase();
        System.out.printf("%-24s %s%n", "nobody", calm);
        return calm;
    }

    private static void go(Attack attack, Target target) throws Exception {
        var end = System.nanoTime() + EACH.toNanos();
        attack.on(target, () -> System.nanoTime() > end);
        target.close();
    }

    private static void assertNothingIsLeft(NodeProcess node, Footprint before) {
        Eventually.holds(
                "the files of the node closed, of which it had " + before.files(),
                GONE_WITHIN,
                () -> Footprint.files(node.pid()) <= before.files() + FILES_ALLOWED);
        Eventually.holds(
                "its heap free, of which it had used " + before.heapBytes(),
                GONE_WITHIN,
                () -> Footprint.of(node.pid()).heapBytes() <= before.heapBytes() + HEAP_ALLOWED);
        System.out.printf("%-24s %s, then %s%n", "left", before, Footprint.of(node.pid()));
        assertThat(node.output() + node.errors()).doesNotContain(" ERROR ", "\tat ");
    }
}
