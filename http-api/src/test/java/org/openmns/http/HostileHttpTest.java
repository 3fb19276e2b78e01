package org.openmns.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real port, and clients that break the rules byte by byte: each gets its answer, and the next one is served. */
class HostileHttpTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final HttpApi.Limits LIMITS =
            new HttpApi.Limits(256 * 1024, 1024 * 1024, 256 * 1024, Duration.ofMillis(500), Api.WAITS);
    private static final Api api = new Api(actors, LIMITS);

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private static ServerBinding binding;

    @BeforeAll
    static void bind() throws Exception {
        binding = HttpServer.bind(actors.system(), "127.0.0.1", 0, api.door)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @AfterEach
    void servesAGoodRequestAfterwards() throws IOException {
        assertThat(statusOf(exchange(event(Api.EVENT)))).isEqualTo(200);
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), binding.localAddress().getPort());
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends these bytes and reads until the server closes. */
    private static String exchange(String request) throws IOException {
        try (var socket = connect()) {
            send(socket, request);
            return readAll(socket);
        }
    }

    private static void send(Socket socket, String request) throws IOException {
        try {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        } catch (SocketException closedEarly) {
            // The server may answer and close before it has read everything; what it said is read next.
        }
    }

    private static String readAll(Socket socket) throws IOException {
        var read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketException reset) {
            // As above: what arrived before the reset counts.
        }
        return read.toString(ISO_8859_1);
    }

    private static String head(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + List.of(headers).stream().map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
    }

    private static String event(String body) {
        return head("POST", "/events", "Content-Type: application/cloudevents+json", "Content-Length: " + body.length())
                + body;
    }

    private static int statusOf(String answer) {
        var matcher = STATUS.matcher(answer);
        assertThat(matcher.lookingAt()).as(answer).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** Every error has a JSON body and a correlation id, and says nothing about what it runs on. */
    private static void assertError(String answer, int status) {
        assertThat(statusOf(answer)).as(answer).isEqualTo(status);
        assertThat(answer).contains("X-Correlation-ID: ", "Content-Type: application/json");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n"))).contains("rrors\":");
        assertThat(answer).doesNotContainIgnoringCase("pekko").doesNotContain("Server:", "xception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"{", "nonsense", "[]", "null", "{\"id\":1}", "{\"a\":{}", "\"\\u0000\"", "`{\"id\":\"\\ud800\"}`"})
    void refusesMalformedEvents(String body) throws IOException {
        assertError(exchange(event(body)), 400);
    }

    @Test
    void refusesABodyTooLargeByItsLength() throws IOException {
        assertError(exchange(event(" ".repeat(256 * 1024 + 1))), 413);
        assertError(
                exchange(head("POST", "/subscriptions", "Content-Type: application/json", "Content-Length: 300000")
                        + " ".repeat(300_000)),
                413);
    }

    @Test
    void refusesABodyTooLargeInChunks() throws IOException {
        var chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Transfer-Encoding: chunked");

        assertError(exchange(head + chunk.repeat(9) + "0\r\n\r\n"), 413);
    }

    @Test
    void refusesAnAbsurdLengthWithoutReadingIt() throws IOException {
        for (var length : List.of("99999999999", "9223372036854775807")) {
            assertError(
                    exchange(head(
                            "POST",
                            "/events",
                            "Content-Type: application/cloudevents+json",
                            "Content-Length: " + length)),
                    413);
        }
    }

    @Test
    void takesAChunkedEvent() throws IOException {
        var body = Api.EVENT;
        var chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Transfer-Encoding: chunked");

        assertThat(statusOf(exchange(head + chunked))).isEqualTo(200);
    }

    @Test
    void cutsABodyThatDoesNotArrive() throws IOException {
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Content-Length: 100");

        assertError(exchange(head + "{"), 408);
        assertError(
                exchange(head("POST", "/subscriptions", "Content-Type: application/json", "Content-Length: 9")), 408);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Content-Length: 5\\r\\nTransfer-Encoding: chunked ~ 400",
                "Content-Length: 5\\r\\nContent-Length: 6 ~ 400",
                "Content-Length: -1 ~ 400",
                "Content-Length: five ~ 400",
                "Transfer-Encoding: gzip ~ 400",
                "Bad Header: x ~ 400",
                "Host: other ~ 400",
            })
    void refusesHeadersThatContradict(String headers, int status) throws IOException {
        var request = "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/cloudevents+json\r\n" + headers.replace("\\r\\n", "\r\n")
                + "\r\n\r\n12345";

        assertError(exchange(request), status);
    }

    @Test
    void refusesTooMuchOfEverything() throws IOException {
        assertError(exchange(head("GET", "/_ping", "X-Large: " + "x".repeat(20_000))), 431);
        assertError(exchange(head("GET", "/_ping", "X-Many: 1\r\n".repeat(100).strip())), 400);
        assertError(exchange(head("GET", "/" + "x".repeat(4_096))), 414);
        assertError(exchange(head("GET", "/_ping", "x".repeat(100) + ": 1")), 431);
        assertError(exchange(head("x".repeat(30), "/_ping")), 400);
    }

    @Test
    void refusesBrokenRequestLines() throws IOException {
        assertError(exchange(head("GET", "/subscriptions/%zz")), 400);
        assertError(exchange(head("GET", "/subscriptions/%00")), 400);
        assertError(exchange(head("GET", "/subscriptions?continue_from=%zz")), 400);
        assertError(exchange(head("GET", "/a b")), 505);
        assertError(exchange(head("GET", "/\u0000")), 400);
        assertError(exchange("GET /_ping HTTP/9.9\r\nHost: a\r\n\r\n"), 505);
        assertError(exchange("GET /_ping HTTP/1.1\r\n\r\n"), 400);
        assertError(exchange(head("FROB", "/_ping")), 501);
        assertError(exchange(head("CONNECT", "localhost:1")), 400);
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
            try (var socket = connect()) {
                send(socket, bytes);
            }
        }
    }

    @Test
    void answersAClientThatClosedItsHalf() throws IOException {
        try (var socket = connect()) {
            send(socket, event(Api.EVENT));
            socket.shutdownOutput();

            assertThat(statusOf(readAll(socket))).isEqualTo(200);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        var keepAlive = head("GET", "/_ping").replace("Connection: close\r\n", "");

        var answers = exchange(keepAlive + keepAlive + head("GET", "/nothing"));

        assertThat(STATUS.matcher(answers).results().map(each -> each.group(1))).containsExactly("200", "200", "404");
    }

    @Test
    void keepsTheConnectionAfterAClientsMistake() throws IOException {
        var mistake = event("{").replace("Connection: close\r\n", "");
        var large = event(" ".repeat(256 * 1024 + 1)).replace("Connection: close\r\n", "");

        var answers = exchange(mistake + large + event(Api.EVENT));

        assertThat(STATUS.matcher(answers).results().map(each -> each.group(1))).containsExactly("400", "413", "200");
    }

    @Test
    void asksForABodyThatWaitsForIt() throws IOException {
        try (var socket = connect()) {
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
        var head = exchange(head("HEAD", "/_ping"));
        var options = exchange(head("OPTIONS", "/subscriptions"));

        assertThat(statusOf(head)).isEqualTo(200);
        assertThat(head).endsWith("\r\n\r\n");
        assertThat(statusOf(options)).isEqualTo(204);
        assertThat(options).contains("Allow: POST, GET, HEAD, OPTIONS");
    }

    @Test
    void refusesACharsetThatPekkoWouldHide() throws IOException {
        var body = "{}";
        assertError(
                exchange(head(
                                "POST",
                                "/subscriptions",
                                "Content-Type: application/json; charset=iso-8859-1",
                                "Content-Length: " + body.length())
                        + body),
                415);
    }
}
