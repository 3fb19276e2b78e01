package org.openmns.bench.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Optional;

/** One HTTP request, which becomes bytes; the URL's authority is the host. */
record Request(String method, URI url, Optional<String> token) {

    byte[] bytes(String contentType, byte[] body) {
        var head = head("Content-Type: " + contentType + "\r\n", body.length);
        var bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }

    /** Without a body. */
    byte[] bytes() {
        return head("", 0);
    }

    private byte[] head(String more, int length) {
        var authorization =
                token.map(own -> "Authorization: Bearer " + own + "\r\n").orElse("");
        return (method + " " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n" + authorization
                        + more + "Content-Length: " + length + "\r\n\r\n")
                .getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return "Request[" + method + " " + url + "]";
    }
}
