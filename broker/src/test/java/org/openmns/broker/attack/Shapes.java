package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.openmns.broker.attack.Shape.refused;
import static org.openmns.broker.attack.Shape.taken;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The requests of hostile shape, by what they are about. */
final class Shapes {

    private static final String KIB = "x".repeat(1_024);
    private static final String EVENT = "Content-Type: application/cloudevents+json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final int BOMB_BYTES = 4 << 20;

    /** What a smuggler hides behind a request. Whoever answers it with 200 was taken in. */
    private static final String HIDDEN = "GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private Shapes() {}

    static List<Shape> heads() {
        return List.of(
                refused("a thousand headers", "GET /_ping HTTP/1.1\r\nHost: a\r\n", "X-Many: 1\r\n", 1_000),
                refused("headers without end", "GET /_ping HTTP/1.1\r\nHost: a\r\n", "X: " + KIB + "\r\n", 4_096),
                refused("a header value without end", "GET /_ping HTTP/1.1\r\nHost: a\r\nX: ", KIB, 4_096),
                refused("a header name without end", "GET /_ping HTTP/1.1\r\nHost: a\r\n", KIB, 4_096),
                refused("a method without end", "", KIB, 1_024),
                refused("a path without end", "GET /", KIB, 4_096),
                refused("a query without end", "GET /subscriptions?continue_from=", KIB, 4_096),
                refused("empty lines without end", "", "\r\n".repeat(512), 1_024),
                refused("NUL without end", "", "\0".repeat(1_024), 1_024),
                refused("a TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", KIB, 1),
                refused("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    static List<Shape> bodies() {
        return List.of(
                refused("a body of 4 MiB", post("/events", EVENT + "Content-Length: 4194304\r\n"), KIB, 4_096),
                refused("a body of 8 EiB", post("/events", EVENT + "Content-Length: 9223372036854775807\r\n"), KIB, 64),
                refused("a length beyond all", post("/events", EVENT + "Content-Length: " + "9".repeat(40) + "\r\n")),
                refused("chunks without end", post("/events", EVENT + CHUNKED), "400\r\n" + KIB + "\r\n", 8_192),
                refused("chunks of a byte", post("/events", EVENT + CHUNKED), "1\r\nx\r\n", 300_000),
                refused("a chunk of 2 GiB", post("/events", EVENT + CHUNKED) + "7fffffff\r\n", KIB, 64),
                refused("a chunk size without end", post("/events", EVENT + CHUNKED), "0".repeat(1_024), 8_192),
                refused("blanks in a chunk size", post("/events", EVENT + CHUNKED) + "1", " ".repeat(1_024), 8_192),
                refused("an extension without end", post("/events", EVENT + CHUNKED) + "1;", KIB, 4_096),
                refused("trailers without end", post("/events", EVENT + CHUNKED) + "0\r\n", "X: 1\r\n", 100_000),
                refused("a body to a subscription", post("/subscriptions", "Content-Length: 4194304\r\n"), KIB, 4_096),
                refused("a body to what is not there", post("/none", "Content-Length: 4194304\r\n"), KIB, 4_096),
                refused("a body to a ping", post("/_ping", CHUNKED), "400\r\n" + KIB + "\r\n", 8_192),
                refused("a length that is too short", post("/events", EVENT + "Content-Length: 1\r\n") + "{\"a\":1}"));
    }

    /** Bombs, smuggled requests, strange paths and deep JSON. */
    static List<Shape> tricks() {
        return Stream.of(bombs(), smuggling(), paths(), depths())
                .flatMap(List::stream)
                .toList();
    }

    /** Four megabytes in a few kilobytes, to every kind of route. */
    private static List<Shape> bombs() {
        var zip = zipped(GZIPOutputStream::new);
        var deflated = zipped(DeflaterOutputStream::new);
        return Stream.of("/events", "/subscriptions", "/criteria/check", "/_ping", "/inbox/bomb")
                .flatMap(path -> Stream.of(
                        bomb(path, "gzip", zip),
                        bomb(path, "deflate", deflated),
                        bomb(path, "br", zip),
                        bomb(path, "gzip, gzip, gzip", zip),
                        bomb(path, "identity, gzip", zip)))
                .toList();
    }

    private static List<Shape> smuggling() {
        return List.of(
                refused(
                        "a length and chunks",
                        post("/events", EVENT + "Content-Length: 4\r\n" + CHUNKED) + "0\r\n\r\n" + HIDDEN),
                refused(
                        "chunks and a length",
                        post("/events", EVENT + CHUNKED + "Content-Length: 4\r\n") + "0\r\n\r\n" + HIDDEN),
                hiding("two lengths", "Content-Length: 0\r\nContent-Length: 44\r\n"),
                hiding("a list of lengths", "Content-Length: 0, 44\r\n"),
                hiding("a length with a sign", "Content-Length: +0\r\n"),
                hiding("a length in hexadecimal", "Content-Length: 0x0\r\n"),
                hiding("a negative length", "Content-Length: -1\r\n"),
                hiding("a blank before the colon", "Content-Length : 0\r\n"),
                hiding("a folded line", "X: a\r\n Content-Length: 0\r\n"),
                hiding("chunks twice", CHUNKED + CHUNKED),
                hiding("chunks, and identity", "Transfer-Encoding: chunked, identity\r\n"),
                hiding("gzip, then chunks", "Transfer-Encoding: gzip, chunked\r\n"),
                hiding("a coding nobody knows", "Transfer-Encoding: xchunked\r\n"),
                hiding("chunks in quotes", "Transfer-Encoding: \"chunked\"\r\n"),
                hiding("chunks after a tab", "Transfer-Encoding:\tchunked\t, identity\r\n"),
                hiding("a CR alone", "X: a\rContent-Length: 0\r\n"),
                hiding("NUL in a value", "X: a\0b\r\n"),
                hiding("two hosts", "Host: b\r\n"),
                hiding("a chunk longer than it says", CHUNKED, "1\r\nxyz\r\n0\r\n\r\n"),
                hiding("a chunk of no size", CHUNKED, "\r\n\r\n"),
                hiding("a negative chunk", CHUNKED, "-1\r\n\r\n"),
                hiding("a chunk of 2^32", CHUNKED, "100000000\r\n\r\n"));
    }

    private static List<Shape> paths() {
        return Stream.concat(
                        Stream.of(
                                        "/../etc/passwd",
                                        "/_ping/../events",
                                        "/%2e%2e/%2e%2e/etc/passwd",
                                        "/..%2f..%2fetc/passwd",
                                        "/..\\..\\windows",
                                        "//events",
                                        "//localhost/_ping",
                                        "/./_ping",
                                        "/_ping/",
                                        "/_ping;x=1",
                                        "/_ping%00",
                                        "/_ping%0d%0aX:%20y",
                                        "/_pin%67%00",
                                        "/%c0%ae%c0%ae/etc/passwd",
                                        "/%ff%fe",
                                        "/subscriptions/..%2f..%2fhealth",
                                        "/subscriptions/%00",
                                        "/subscriptions/" + "a".repeat(1_900),
                                        "/event-types/..%2f..%2f",
                                        "/event-types/%e2%80%ae",
                                        "/openapi.yaml/../../application.conf",
                                        "/inbox/..%2f..%2fx",
                                        "/cohorts/%2e%2e",
                                        "/a/".repeat(600),
                                        "http:///",
                                        "http://[::1",
                                        "http://user:pw@localhost:99999/",
                                        "ftp://localhost/_ping",
                                        "localhost:80",
                                        "*",
                                        "")
                                .map(path -> refused("GET " + brief(path), get(path))),
                        Stream.of(
                                taken("the absolute form", get("http://localhost/_ping"), 200),
                                refused("a host of somebody else", get("http://evil.example/_ping")),
                                taken("a letter in percent", get("/_pin%67"), 200),
                                refused("CONNECT", "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n"),
                                refused("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")))
                .toList();
    }

    /** JSON nested more deeply than any reader's stack is deep, in every route that takes JSON. */
    private static List<Shape> depths() {
        return Stream.of(
                        "POST /events application/cloudevents+json",
                        "POST /events application/cloudevents-batch+json",
                        "POST /events application/json",
                        "POST /subscriptions application/fhir+json",
                        "PUT /subscriptions/0b6f3c2e-9d5a-4a55-8f37-0d9a1f6b7c11 application/fhir+json",
                        "POST /subscriptions/0b6f3c2e-9d5a-4a55-8f37-0d9a1f6b7c11/replay application/json",
                        "POST /criteria/check application/json",
                        "PUT /cohorts/deep application/json",
                        "PATCH /cohorts/deep application/json")
                .map(line -> line.split(" ", -1))
                .flatMap(part ->
                        Stream.of(deep(part, "[", "]"), deep(part, "{\"a\":", "}"), deep(part, "[{\"id\":", "")))
                .toList();
    }

    private static Shape deep(String[] part, String open, String close) {
        var depth = 100_000 / open.length();
        var body = open.repeat(depth) + "1" + close.repeat(close.isEmpty() ? 0 : depth);
        return refused(
                "deep JSON: " + part[0] + " " + part[1] + " " + open,
                request(part[0], part[1], "Content-Type: " + part[2] + "\r\nContent-Length: " + body.length() + "\r\n")
                        + body);
    }

    private static Shape bomb(String path, String encoding, String body) {
        return refused(
                "a bomb of " + encoding + " to " + path,
                post(
                                path,
                                "Content-Encoding: " + encoding + "\r\n" + EVENT + "Content-Length: " + body.length()
                                        + "\r\n")
                        + body);
    }

    private static Shape hiding(String name, String headers) {
        return hiding(name, headers, "0\r\n\r\n");
    }

    private static Shape hiding(String name, String headers, String body) {
        return refused(name, "POST /events HTTP/1.1\r\nHost: a\r\n" + EVENT + headers + "\r\n" + body + HIDDEN);
    }

    private static String post(String path, String headers) {
        return request("POST", path, headers);
    }

    private static String get(String path) {
        return request("GET", path, "");
    }

    private static String request(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static String brief(String path) {
        return path.length() > 60 ? path.substring(0, 60) + "..." : path;
    }

    /** Makes a stream that compresses what goes to this one. */
    private interface Compression {
        OutputStream to(OutputStream out) throws IOException;
    }

    private static String zipped(Compression compression) {
        var bytes = new ByteArrayOutputStream();
        try (var out = compression.to(bytes)) {
            out.write(new byte[BOMB_BYTES]);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toString(ISO_8859_1);
    }
}
