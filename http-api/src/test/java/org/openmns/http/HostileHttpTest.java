package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.RawHttp.assertError;
import static org.openmns.http.RawHttp.event;
import static org.openmns.http.RawHttp.head;
import static org.openmns.http.RawHttp.statusOf;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the rules byte by byte: each gets its answer, and the next one is served. */
class HostileHttpTest {

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"{", "nonsense", "[]", "null", "{\"id\":1}", "{\"a\":{}", "\"\\u0000\"", "`{\"id\":\"\\ud800\"}`"})
    void refusesMalformedEvents(String body) throws IOException {
        assertError(door.exchange(event(body)), 400);
    }

    @Test
    void refusesABodyTooLargeByItsLength() throws IOException {
        assertError(door.exchange(event(" ".repeat(256 * 1024 + 1))), 413);
        assertError(
                door.exchange(head("POST", "/subscriptions", "Content-Type: application/json", "Content-Length: 300000")
                        + " ".repeat(300_000)),
                413);
    }

    @Test
    void refusesABodyTooLargeInChunks() throws IOException {
        var chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Transfer-Encoding: chunked");

        assertError(door.exchange(head + chunk.repeat(9) + "0\r\n\r\n"), 413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", " "})
    void refusesAChunkSizeThatNeverEnds(String filler) throws IOException {
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Transfer-Encoding: chunked");

        assertError(door.exchange(head + "1" + filler.repeat(300_000)), 400);
    }

    @Test
    void refusesAnAbsurdLengthWithoutReadingIt() throws IOException {
        for (var length : List.of("99999999999", "9223372036854775807")) {
            assertError(
                    door.exchange(head(
                            "POST",
                            "/events",
                            "Content-Type: application/cloudevents+json",
                            "Content-Length: " + length)),
                    413);
        }
    }

    @Test
    void cutsABodyThatDoesNotArrive() throws IOException {
        var head = head("POST", "/events", "Content-Type: application/cloudevents+json", "Content-Length: 100");

        assertError(door.exchange(head + "{"), 408);
        assertError(
                door.exchange(head("POST", "/subscriptions", "Content-Type: application/json", "Content-Length: 9")),
                408);
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

        assertError(door.exchange(request), status);
    }

    /** One that Pekko cannot read it would pass by, and take what a proxy holds for the body as the next request. */
    @ParameterizedTest
    @ValueSource(strings = {"\"chunked\"", "chunked;q", "\u00e9", "chunked, , \"x\""})
    void refusesATransferEncodingThatIsNone(String encoding) throws IOException {
        var keepAlive = head("POST", "/events", "Content-Type: application/json", "Transfer-Encoding: " + encoding)
                .replace("Connection: close\r\n", "");

        var answers = door.exchange(keepAlive + "0\r\n\r\n" + head("GET", "/_ping"));

        assertError(answers, 400);
        assertThat(RawHttp.STATUS.matcher(answers).results()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/./_ping", "/inbox/../_ping", "/inbox/%2e%2e/_ping", "/inbox/%2E./_ping", "/_ping/.", "/.."})
    void refusesAPathWithDotsInsteadOfResolvingIt(String path) throws IOException {
        assertError(door.exchange(head("GET", path)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_ping?a=../b", "/_pin%67", "http://localhost/_ping"})
    void takesAPathThatOnlyLooksSo(String path) throws IOException {
        assertThat(statusOf(door.exchange(head("GET", path)))).isEqualTo(200);
    }

    @Test
    void refusesTooMuchOfEverything() throws IOException {
        assertError(door.exchange(head("GET", "/_ping", "X-Large: " + "x".repeat(20_000))), 431);
        assertError(
                door.exchange(head("GET", "/_ping", "X-Many: 1\r\n".repeat(100).strip())), 400);
        assertError(door.exchange(head("GET", "/" + "x".repeat(4_096))), 414);
        assertError(door.exchange(head("GET", "/_ping", "x".repeat(100) + ": 1")), 431);
        assertError(door.exchange(head("x".repeat(30), "/_ping")), 400);
    }

    @Test
    void refusesBrokenRequestLines() throws IOException {
        assertError(door.exchange(head("GET", "/subscriptions/%zz")), 400);
        assertError(door.exchange(head("GET", "/subscriptions/%00")), 400);
        assertError(door.exchange(head("GET", "/subscriptions?continue_from=%zz")), 400);
        assertError(door.exchange(head("GET", "/a b")), 505);
        assertError(door.exchange(head("GET", "/\u0000")), 400);
        assertError(door.exchange("GET /_ping HTTP/9.9\r\nHost: a\r\n\r\n"), 505);
        assertError(door.exchange("GET /_ping HTTP/1.1\r\n\r\n"), 400);
        assertError(door.exchange(head("FROB", "/_ping")), 501);
        assertError(door.exchange(head("CONNECT", "localhost:1")), 400);
    }

    @Test
    void refusesACharsetThatPekkoWouldHide() throws IOException {
        var body = "{}";
        assertError(
                door.exchange(head(
                                "POST",
                                "/subscriptions",
                                "Content-Type: application/json; charset=iso-8859-1",
                                "Content-Length: " + body.length())
                        + body),
                415);
    }
}
