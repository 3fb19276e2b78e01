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

/** One address that opens more connections than there are places, and another one that only wants to be served. */
class ConnectionFloodTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void whoOpensThousandsPushesOutTheirOwn() throws Exception {
        try (var door = new OpenDoor(new ConnectionLimits(64, 0, LONG));
                var kept = connect(door, "127.0.0.2")) {
            send(kept, head("GET", "/_ping").replace("Connection: close\r\n", ""));
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
