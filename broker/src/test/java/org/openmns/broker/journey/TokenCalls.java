package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;

/** What operators and applications send to a node that asks each of them for a token. */
record TokenCalls(RunningNode node, String operator) {

    static final String BASE = "https://mns.example";

    /** What a node must be told to ask for tokens, with an operator whose keys it reads from a file here. */
    static Map<String, String> settings(Path directory) {
        try {
            var jwks = Files.writeString(directory.resolve("operator.jwks"), Clients.jwks());
            return Map.of(
                    "openmns.access.authentication",
                    "required",
                    "openmns.access.operator.jwks-file",
                    jwks.toString(),
                    "openmns.node.public-base-url",
                    BASE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** With the token of the operator. */
    static TokenCalls to(RunningNode node) {
        return new TokenCalls(node, new TokenCalls(node, "").token("operator"));
    }

    HttpResponse<String> register(String id, String permission) {
        var body = "{\"name\":\"" + id + "\",\"contacts\":[\"it@" + id + ".example\"],\"jwks\":" + Clients.jwks()
                + ",\"permissions\":[\"" + permission + "\"]}";
        return call("PUT", "/applications/" + id, body, operator, "application/json");
    }

    String token(String application) {
        var answer = askForToken(Clients.assertion(application, BASE + "/oauth2/token"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Calls.json(answer.body()).get("access_token").asText();
    }

    HttpResponse<String> askForToken(String assertion) {
        var form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", UTF_8)
                + "&client_assertion=" + assertion;
        return call("POST", "/oauth2/token", form, "", "application/x-www-form-urlencoded");
    }

    HttpResponse<String> call(String method, String path, String body, String token) {
        var type = path.equals("/events") ? "application/cloudevents+json" : Calls.FHIR;
        return call(method, path, body, token, type);
    }

    HttpResponse<String> call(String method, String path, String body, String token, String type) {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path)).header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return Calls.send(request.method(method, BodyPublishers.ofString(body)).build());
    }

    /** The entries of the audit log about this target, oldest first. */
    List<JsonNode> audited(String target) {
        var entries = Calls.json(call("GET", "/audit?limit=1000", "", operator).body())
                .get("entries");
        return Stream.of(entries)
                .flatMap(all -> all.findParents("deed").stream())
                .filter(entry -> entry.at("/deed/target").asText().equals(target))
                .toList();
    }
}
