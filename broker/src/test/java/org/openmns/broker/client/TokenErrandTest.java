package org.openmns.broker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.RunningNode;

/** {@code openmns keys} and {@code openmns token}, as processes, towards a node that asks for tokens. */
class TokenErrandTest {

    private static final String BASE = "https://mns.example";
    private static final Duration END_MAX = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static RunningNode node;
    private static Path operatorKey;

    @BeforeAll
    static void start() throws Exception {
        operatorKey = directory.resolve("operator.key");
        var jwks = Files.writeString(
                directory.resolve("operator.jwks"), prints("keys", "--key-file", operatorKey.toString()));
        node = RunningNode.start(
                directory.resolve("data"),
                Map.of(
                        "openmns.access.authentication",
                        "required",
                        "openmns.access.operator.jwks-file",
                        jwks.toString(),
                        "openmns.node.public-base-url",
                        BASE));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aKeyAndATokenComeWithoutAProgramOfOnesOwn() throws Exception {
        var file = directory.resolve("flags.key");
        var jwks = prints("keys", "--key-file", file.toString(), "--algorithm", "RS512", "--key-id", "one");
        register("flags", jwks);

        var token =
                prints("token", "--url=" + BASE, "--via=" + node.url(), "--application=flags", "--key-file=" + file);

        assertThat(token).hasLineCount(1).endsWith("\n");
        assertThat(subscriptions(token.strip())).isEqualTo(200);
        assertThat(subscriptions("x" + token.strip())).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void theNodeTakesEachAlgorithm(Algorithm algorithm) throws Exception {
        var file = directory.resolve(algorithm + ".key");
        register("by-" + algorithm, new NewKey(file, algorithm, Optional.empty()).run());

        assertThat(subscriptions(token("by-" + algorithm, file))).isEqualTo(200);
    }

    @Test
    void whoIsNotKnownEndsWithOneAndTheReason() throws Exception {
        assertEnds(
                1,
                "openmns: no token was given: the JWT is not signed by a key of a registered application\n",
                "token",
                "--url=" + BASE,
                "--via=" + node.url(),
                "--application=stranger",
                "--key-file=" + operatorKey);
    }

    @Test
    void aServiceThatIsNotThereEndsWithOne() throws Exception {
        var url = "http://127.0.0.1:" + NodeProcess.freePort();

        assertEnds(
                1,
                "openmns: nobody answers at " + url + "/oauth2/token\n",
                "token",
                "--url=" + url,
                "--application=flags",
                "--key-file=" + operatorKey);
    }

    @Test
    void aStrangersAnswerIsNotPrintedAsItCame() throws Exception {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answering = new Thread(
                    () -> answer(stranger, "{\"error_description\":\"\\u001b[2J" + "y".repeat(1_000) + "\"}"));
            answering.start();

            assertEnds(
                    1,
                    "openmns: no token was given: ?[2J" + "y".repeat(296) + "\n",
                    "token",
                    "--url=http://127.0.0.1:" + stranger.getLocalPort(),
                    "--application=flags",
                    "--key-file=" + operatorKey);
            answering.join();
        }
    }

    @Test
    void aKeyFileThatIsThereEndsWithTwo() throws Exception {
        assertEnds(
                2,
                "openmns: " + operatorKey + " is there already; a key is never overwritten\n",
                "keys",
                "--key-file=" + operatorKey);
    }

    private static void answer(ServerSocket stranger, String body) {
        try (var socket = stranger.accept()) {
            var in = socket.getInputStream();
            assertThat(in.read(new byte[65_536])).isPositive();
            socket.getOutputStream()
                    .write(("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            // Until the caller has gone: closed with something unread, what was sent may be lost.
            while (in.read() >= 0) {}
        } catch (IOException gone) {
            // It has its answer.
        }
    }

    private static void register(String application, String jwks) throws Exception {
        var body =
                "{\"name\":\"x\",\"contacts\":[\"it@x.example\"],\"permissions\":[\"subscriptions:create:*\"],\"jwks\":"
                        + jwks + "}";
        var request = HttpRequest.newBuilder(URI.create(node.url() + "/applications/" + application))
                .header("Authorization", "Bearer " + token("operator", operatorKey))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    private static String token(String application, Path file) {
        var service = new NewToken.Service(URI.create(BASE), Optional.of(URI.create(node.url())));
        var with = new NewToken.With(file, Optional.empty(), Optional.empty());
        return new NewToken(service, application, with, false).run().strip();
    }

    private static int subscriptions(String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(node.url() + "/subscriptions"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static String prints(String... arguments) throws Exception {
        try (var program = NodeProcess.run(arguments)) {
            assertThat(program.awaitEnd(END_MAX)).as(program.errors()).isZero();
            assertThat(program.errors()).isEmpty();
            return program.output();
        }
    }

    private static void assertEnds(int code, String sentence, String... arguments) throws Exception {
        try (var program = NodeProcess.run(arguments)) {
            assertThat(program.awaitEnd(END_MAX)).isEqualTo(code);
            assertThat(program.errors()).isEqualTo(sentence);
            assertThat(program.output()).isEmpty();
        }
    }
}
