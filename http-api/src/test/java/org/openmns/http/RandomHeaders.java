package org.openmns.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.fuzz.Mutation;
import org.openmns.fuzz.Pieces;

/** Headers that this service looks at, with good values and with damaged ones; among them what looks like a token. */
final class RandomHeaders {

    private static final List<String> GOOD = List.of(
            "Accept: application/json",
            "Accept: */*;q=0, application/fhir+json",
            "Content-Encoding: identity",
            "Content-Encoding: gzip",
            "X-Correlation-ID: 0b9f9a4e-4c0b-4c49-8d4e-7a6d3f0c7c11",
            "Idempotency-Key: k-1",
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "Expect: 100-continue",
            "Authorization: Basic YTpi",
            "Range: bytes=0-1",
            "If-None-Match: \"a\"",
            "Origin: https://a.example",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: 127.0.0.1",
            "Cookie: a=b",
            "ce-id: e-1");

    private static final String HEADER = "{\"alg\":\"RS512\",\"typ\":\"JWT\",\"kid\":\"k-1\"}";
    private static final String CLAIMS = "{\"iss\":\"a\",\"sub\":\"a\",\"aud\":\"https://mns.example/oauth2/token\","
            + "\"jti\":\"1\",\"exp\":4102444800,\"iat\":1767225600,\"scope\":\"events:create:patientflags-change-1\"}";
    private static final List<String> ALGORITHMS =
            List.of("none", "HS256", "RS512", "ES256", "", "null", "RS512\\u0000");

    private RandomHeaders() {}

    static HttpHeader next(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return parsed("Authorization", authorization(random));
        }
        var good = Pieces.one(GOOD, random);
        var colon = good.indexOf(": ");
        var value = good.substring(colon + 2);
        return parsed(good.substring(0, colon), random.nextBoolean() ? value : visible(Mutation.text(value, random)));
    }

    private static String authorization(SplittableRandom random) {
        var algorithm = HEADER.replace("RS512", Pieces.one(ALGORITHMS, random));
        var header = random.nextBoolean() ? algorithm.getBytes(StandardCharsets.UTF_8) : Mutation.json(HEADER, random);
        var token = Stream.of(header, Mutation.json(CLAIMS, random), new byte[random.nextInt(300)])
                .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part))
                .collect(Collectors.joining("."));
        var scheme = random.nextInt(10) == 0 ? Pieces.text(random) : "Bearer ";
        return visible(scheme + (random.nextInt(4) == 0 ? Mutation.text(token, random) : token));
    }

    /** What a server's parser lets pass in a header: one line of Latin text. */
    private static String visible(String text) {
        return text.codePoints()
                .map(c -> c == '\t' || (c >= ' ' && c < 0x7F) || (c > 0xA0 && c < 0x100) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** As the server would model it, or raw where it cannot. */
    private static HttpHeader parsed(String name, String value) {
        try {
            return HttpHeader.parse(name, value);
        } catch (IllegalArgumentException malformed) {
            return RawHeader.create(name, value);
        }
    }
}
