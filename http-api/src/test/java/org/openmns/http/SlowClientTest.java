package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.OpenDoor.readAll;
import static org.openmns.http.OpenDoor.send;
import static org.openmns.http.RawHttp.STATUS;
import static org.openmns.http.RawHttp.event;
import static org.openmns.http.RawHttp.head;
import static org.openmns.http.RawHttp.statusOf;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their time: what the head of a request may take, and what it is not held against. */
class SlowClientTest {

    private static final Duration HEAD_TIMEOUT = Duration.ofMillis(300);
    private static final String KEEP_ALIVE = head("GET", "/_ping").replace("Connection: close\r\n", "");

    private static OpenDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = new OpenDoor(new ConnectionLimits(1_024, 0, HEAD_TIMEOUT));
    }

    @AfterAll
    static void shutDown() {
        door.close();
    }

    @Test
    void closesAConnectionThatSaysNothing() throws IOException {
        try (var silent = door.connect()) {
            assertThat(readAll(silent)).isEmpty();
        }
    }

    /** Every byte is well within every time-out; the head is not. */
    @Test
    void cutsAHeadThatDrips() throws IOException {
        try (var slow = door.connect()) {
            assertThat(drip(slow)).contains("HTTP/1.1 400 ").contains("Connection: close");
        }
    }

    @Test
    void cutsTheSecondHeadOfAConnectionToo() throws IOException {
        try (var slow = door.connect()) {
            send(slow, KEEP_ALIVE);
            read(slow, "\"pong\"");

            assertThat(drip(slow)).contains("HTTP/1.1 400 ");
        }
    }

    @Test
    void keepsAConnectionThatIsIdleBetweenRequests() throws IOException {
        try (var patient = door.connect()) {
            send(patient, KEEP_ALIVE);
            read(patient, "\"pong\"");

            passHeadTimeout();
            send(patient, head("GET", "/_ping"));

            assertThat(statusOf(readAll(patient))).isEqualTo(200);
        }
    }

    @Test
    void doesNotHoldABodyAgainstTheHead() throws IOException {
        var request = event(Api.EVENT);
        try (var slow = door.connect()) {
            send(slow, request.substring(0, request.length() - 9));

            passHeadTimeout();
            send(slow, request.substring(request.length() - 9));

            assertThat(statusOf(readAll(slow))).isEqualTo(200);
        }
    }

    @Test
    void answersTheRequestInProgressAndClosesTheOthersWhenItStops() throws Exception {
        try (var stopping = new OpenDoor();
                var idle = stopping.connect();
                var busy = stopping.connect()) {
            var request = event(Api.EVENT).replace("Connection: close\r\n", "");
            send(busy, request.substring(0, request.length() - 9));
            send(idle, KEEP_ALIVE);
            read(idle, "\"pong\"");

            var terminated = stopping.terminate(Duration.ofSeconds(10)).toCompletableFuture();
            assertThat(readAll(idle)).isEmpty();
            send(busy, request.substring(request.length() - 9));

            assertThat(statusOf(readAll(busy))).isEqualTo(200);
            assertThat(terminated).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    /** The second has been read with the first one, when the node is told to stop; it may take longer than a head. */
    @Test
    void answersThePipelinedRequestInProgressWhenItStops() throws Exception {
        try (var stopping = new OpenDoor(new ConnectionLimits(1_024, 0, HEAD_TIMEOUT));
                var idle = stopping.connect();
                var busy = stopping.connect()) {
            send(idle, KEEP_ALIVE);
            read(idle, "\"pong\"");
            var first = new CompletableFuture<Void>();
            var second = new CompletableFuture<Void>();
            var cohorts = stopping.api.cohorts;
            cohorts.answering = first;
            send(busy, cohort("one") + cohort("two"));
            passHeadTimeout();

            var terminated = stopping.terminate(Duration.ofSeconds(30)).toCompletableFuture();
            cohorts.answering = second;
            // Whoever is idle is told no later than who is busy.
            assertThat(readAll(idle)).isEmpty();
            first.complete(null);
            for (var wait = 0; wait < 4; wait++) {
                passHeadTimeout();
            }
            second.complete(null);

            assertThat(STATUS.matcher(readAll(busy)).results()).hasSize(2);
            assertThat(terminated).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    private static String cohort(String name) {
        return KEEP_ALIVE.replace("/_ping", "/cohorts/" + name);
    }

    @Test
    void cutsOffWhatIsNotAnsweredInTimeWhenItStops() throws Exception {
        try (var stopping = new OpenDoor();
                var busy = stopping.connect()) {
            send(busy, event(Api.EVENT).substring(0, 150));
            assertThat(stopping.exchange(head("GET", "/_ping"))).contains("pong");

            var terminated = stopping.terminate(Duration.ofMillis(50)).toCompletableFuture();

            assertThat(readAll(busy)).isEmpty();
            assertThat(terminated).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    /** A silent connection is the clock: when it has been closed, the time for a head is over. */
    private static void passHeadTimeout() throws IOException {
        try (var clock = door.connect()) {
            readAll(clock);
        }
    }

    /** Sends one byte at a time for as long as it is let, and answers what the server said. */
    private static String drip(Socket slow) throws IOException {
        slow.setSoTimeout(20);
        var said = new StringBuilder();
        send(slow, "GET /_ping HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        var deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        while (System.nanoTime() < deadline) {
            send(slow, "x");
            try {
                var next = slow.getInputStream().read();
                if (next == -1) {
                    return said.toString();
                }
                said.append((char) next);
                slow.setSoTimeout(5_000);
                return said.append(readAll(slow)).toString();
            } catch (SocketTimeoutException nothingYet) {
                // So it drips on.
            }
        }
        throw new AssertionError("the server still listens");
    }

    private static void read(Socket socket, String until) throws IOException {
        var said = new StringBuilder();
        while (said.indexOf(until) < 0) {
            said.append((char) socket.getInputStream().read());
        }
        socket.getInputStream().readNBytes(socket.getInputStream().available());
    }
}
