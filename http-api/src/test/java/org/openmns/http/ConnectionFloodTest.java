package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.OpenDoor.readAll;
import static org.openmns.http.OpenDoor.send;
import static org.openmns.http.RawHttp.head;
import static org.openmns.http.RawHttp.statusOf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionReply.Accepted;

/** One address that opens more connections than there are places, and another one that only wants to be served. */
class ConnectionFloodTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String KEEP_ALIVE = head("GET", "/_ping").replace("Connection: close\r\n", "");
    private static final String KNOWN_LENGTH = head("POST", "/oauth2/token", "Content-Length: 1000") + "g";
    private static final String IN_CHUNKS = head("POST", "/_ping", "Transfer-Encoding: chunked") + "1\r\ng\r\n";

    @Test
    void whoOpensThousandsPushesOutTheirOwn() throws Exception {
        try (var door = new OpenDoor(new ConnectionLimits(64, 0, LONG));
                var kept = connect(door, "127.0.0.2")) {
            send(kept, KEEP_ALIVE);
            assertThat(kept.getInputStream().read()).isEqualTo('H');
            var flood = flood(door, 300);

            try (var newcomer = connect(door, "127.0.0.2")) {
                send(newcomer, head("GET", "/_ping"));
                assertThat(statusOf(readAll(newcomer))).isEqualTo(200);
            }
            send(kept, head("GET", "/_ping"));
            assertThat(readAll(kept)).contains("HTTP/1.1 200");
            assertThat(readAll(flood.get(0))).isEmpty();
            close(flood);
        }
    }

    /** All of them are being served, as it were: the head has come, and the body comes drop by drop. */
    @Test
    void whoDripsThousandsOfBodiesPushesOutTheirOwn() throws Exception {
        try (var door = new OpenDoor(new ConnectionLimits(64, 0, LONG), LONG);
                var kept = connect(door, "127.0.0.2")) {
            send(kept, KEEP_ALIVE);
            assertThat(kept.getInputStream().read()).isEqualTo('H');
            var flood = new ArrayList<Socket>();
            for (var each = 0; each < 300; each++) {
                flood.add(connect(door, "127.0.0.1"));
                send(flood.get(each), each % 2 == 0 ? KNOWN_LENGTH : IN_CHUNKS);
            }

            try (var newcomer = connect(door, "127.0.0.2")) {
                send(newcomer, head("GET", "/_ping"));
                assertThat(statusOf(readAll(newcomer))).isEqualTo(200);
            }
            send(kept, head("GET", "/_ping"));
            assertThat(readAll(kept)).contains("HTTP/1.1 200");
            for (var broken : flood.subList(0, 2)) {
                assertThat(readAll(broken))
                        .contains("HTTP/1.1 503", "Retry-After: 7", "Too many connections are open, please try again");
            }
            close(flood);
        }
    }

    /** Its head is the oldest of all. */
    @Test
    void whoseBodyHasArrivedIsAnswered() throws Exception {
        try (var door = new OpenDoor(new ConnectionLimits(16, 0, LONG), LONG);
                var slow = connect(door, "127.0.0.1")) {
            door.api.register(ID, Api.OWNER);
            send(slow, head("POST", "/subscriptions/" + ID + "/pause", "Content-Length: 2") + "{");
            send(slow, "}");
            var pause = door.api.subscription.expectMessageClass(Pause.class);
            var flood = new ArrayList<Socket>();
            for (var each = 0; each < 100; each++) {
                flood.add(connect(door, "127.0.0.1"));
                send(flood.get(each), KNOWN_LENGTH);
            }
            assertThat(readAll(flood.get(0))).contains("HTTP/1.1 503");

            pause.replyTo().tell(new Accepted());

            assertThat(statusOf(readAll(slow))).isEqualTo(204);
            close(flood);
        }
    }

    @Test
    void anAddressThatHasItsShareIsTurnedAway() throws Exception {
        try (var door = new OpenDoor(new ConnectionLimits(1_024, 5, LONG))) {
            var flood = flood(door, 5);

            try (var sixth = connect(door, "127.0.0.1");
                    var other = connect(door, "127.0.0.2")) {
                assertThat(readAll(sixth)).isEmpty();
                send(other, head("GET", "/_ping"));
                assertThat(statusOf(readAll(other))).isEqualTo(200);
            }
            send(flood.get(0), head("GET", "/_ping"));
            assertThat(statusOf(readAll(flood.get(0)))).isEqualTo(200);
            close(flood);
        }
    }

    private static List<Socket> flood(OpenDoor door, int count) throws IOException {
        var flood = new ArrayList<Socket>();
        for (var each = 0; each < count; each++) {
            flood.add(connect(door, "127.0.0.1"));
        }
        return flood;
    }

    private static Socket connect(OpenDoor door, String from) throws IOException {
        return door.connect(InetAddress.getByName(from));
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }
}
