package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** Requests and answers as they are on the wire. */
final class RawHttp {

    static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private RawHttp() {}

    static String head(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + List.of(headers).stream().map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
    }

    static String event(String body) {
        return head("POST", "/events", "Content-Type: application/cloudevents+json", "Content-Length: " + body.length())
                + body;
    }

    static int statusOf(String answer) {
        var matcher = STATUS.matcher(answer);
        assertThat(matcher.lookingAt()).as(answer).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** Every error has a JSON body and a correlation id, and says nothing about what it runs on. */
    static void assertError(String answer, int status) {
        assertThat(statusOf(answer)).as(answer).isEqualTo(status);
        assertThat(answer).contains("X-Correlation-ID: ", "Content-Type: application/json");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n"))).contains("rrors\":");
        assertThat(answer).doesNotContainIgnoringCase("pekko").doesNotContain("Server:", "xception");
    }
}
