package org.openmns.bench.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;

/** One HTTP request as bytes. */
public final class Request {

    private Request() {}

    /** With this body; the URL's authority is the host. */
    public static byte[] of(String method, URI url, String contentType, byte[] body) {
        var head = (method + " " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nContent-Type: "
                        + contentType + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(UTF_8);
        var bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }

    /** Without a body. */
    public static byte[] of(String method, URI url) {
        return (method + " " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nContent-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
    }
}
