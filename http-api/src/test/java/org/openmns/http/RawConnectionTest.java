package org.openmns.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.OpenDoor.readAll;
import static org.openmns.http.OpenDoor.send;
import static org.openmns.http.RawHttp.STATUS;
import static org.openmns.http.RawHttp.event;
import static org.openmns.http.RawHttp.head;
import static org.openmns.http.RawHttp.statusOf;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that use a connection in ways of their own, and the next one, which is served whatever they did. */
class RawConnectionTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = new OpenDoor();
    }

    @AfterAll
    static void shutDown() {
        door.close();
    }

    @AfterEach
    void servesAGoodRequestAfterwards() throws IOException {
        assertThat(statusOf(door.exchange(event(Api.EVENT)))).isEqualTo(200);
    }

    @Test
    void takesAChunkedEvent() throws IOException {
        var body = Api.EVENT;
        var chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Transfer-Encoding: chunked");

        assertThat(statusOf(door.exchange(head + chunked))).isEqualTo(200);
    }

    @Test
    void survivesGarbageAndClientsThatGoAway() throws IOException {
        var unfinished = List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "\r\n\r\n\r\n\r\n",
                "\u0000".repeat(10_000),
                "POST /events HTTP/1.1\r\nHost: a\r\nContent-Le",
                head("POST", "/events", "Content-Type: application/cloudevents+json", "Content-Length: 9"));
        for (var bytes : unfinished) {
            try (var socket = door.connect()) {
                send(socket, bytes);
            }
        }
    }

    @Test
    void answersAClientThatClosedItsHalf() throws IOException {
        try (var socket = door.connect()) {
            send(socket, event(Api.EVENT));
            socket.shutdownOutput();

            assertThat(statusOf(readAll(socket))).isEqualTo(200);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        var keepAlive = head("GET", "/_ping").replace("Connection: close\r\n", "");

        var answers = door.exchange(keepAlive + keepAlive + head("GET", "/nothing"));

        assertThat(STATUS.matcher(answers).results().map(each -> each.group(1))).containsExactly("200", "200", "404");
    }

    @Test
    void keepsTheConnectionAfterAClientsMistake() throws IOException {
        var mistake = event("{").replace("Connection: close\r\n", "");
        var large = event(" ".repeat(256 * 1024 + 1)).replace("Connection: close\r\n", "");

        var answers = door.exchange(mistake + large + event(Api.EVENT));

        assertThat(STATUS.matcher(answers).results().map(each -> each.group(1))).containsExactly("400", "413", "200");
    }

    @Test
    void asksForABodyThatWaitsForIt() throws IOException {
        try (var socket = door.connect()) {
            send(
                    socket,
                    head(
                            "POST",
                            "/events",
                            "Content-Type: application/cloudevents+json",
                            "Expect: 100-continue",
                            "Content-Length: " + Api.EVENT.length()));
            var go = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
            send(socket, Api.EVENT);

            assertThat(go).isEqualTo("HTTP/1.1 100");
            assertThat(readAll(socket)).contains("HTTP/1.1 200");
        }
    }

    @Test
    void answersHeadAndOptionsWithoutABody() throws IOException {
        var head = door.exchange(head("HEAD", "/_ping"));
        var options = door.exchange(head("OPTIONS", "/subscriptions"));

        assertThat(statusOf(head)).isEqualTo(200);
        assertThat(head).endsWith("\r\n\r\n");
        assertThat(statusOf(options)).isEqualTo(204);
        assertThat(options).contains("Allow: POST, GET, HEAD, OPTIONS");
    }
}
