package org.openmns.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageTest {

    private static final String ANSWERS = "HTTP/1.1 204 No Content\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
            + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
            + "HTTP/1.1 503 Service Unavailable\r\nCONTENT-LENGTH:0\r\nConnection: Close\r\n\r\n"
            + "POST /s/0/0000001 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000);

    @Test
    void findsMessagesHoweverTheyArrive() throws IOException {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var out = SocketChannel.open(server.getLocalAddress());
                var in = server.accept()) {
            var message = new Message();
            var found = new ArrayList<String>();
            var bytes = ANSWERS.getBytes(US_ASCII);
            for (var at = 0; at < bytes.length; ) {
                var size = Math.min(bytes.length - at, 1 + random.nextInt(at < 400 ? 20 : 9_000));
                out.write(ByteBuffer.wrap(bytes, at, size));
                at += size;
                message.readFrom(in);
                while (message.next()) {
                    found.add(message.firstLine() + "|" + message.body().length() + "|" + message.closes());
                }
            }
            while (found.size() < 5) {
                message.readFrom(in);
                if (message.next()) {
                    found.add(message.firstLine() + "|" + message.body().length() + "|" + message.closes());
                }
            }

            assertThat(found)
                    .as("seed " + seed)
                    .isEqualTo(List.of(
                            "HTTP/1.1 204 No Content|0|false",
                            "HTTP/1.1 200 OK|5|false",
                            "HTTP/1.1 200 OK|31|false",
                            "HTTP/1.1 503 Service Unavailable|0|true",
                            "POST /s/0/0000001 HTTP/1.1|20000|false"));
        }
    }
}
