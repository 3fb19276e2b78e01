package org.openmns.bench.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application of nodes in production, which ask each request for a token: registered by the operator of their
 * configuration, with a token that is renewed at half of its life for whoever follows it.
 */
public final class Login implements AutoCloseable {

    private static final String OPERATOR = "operator";
    private static final String APPLICATION = "bench";
    private static final String BASE = "https://mns.example";
    private static final String TOKEN_PATH = "/oauth2/token";
    private static final int RATE = 1_000_000;
    private static final long AGAIN_MILLIS = 1_000;
    private static final int KNOWN_TRIES_MAX = 600;

    private final String application;
    private final ClientKey key;
    private final Path operator;
    private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "renewals");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable Node node;
    private volatile Optional<String> token = Optional.empty();

    private Login(String application, ClientKey key, Path operator) {
        this.application = application;
        this.key = key;
        this.operator = operator;
    }

    /** Leaves the operator's public key in this folder. */
    static Login prepare(Path work) throws IOException {
        var login = new Login(
                APPLICATION, ClientKey.create(), work.resolve("operator.jwks").toAbsolutePath());
        Files.writeString(login.operator, login.key.jwks().encode());
        return login;
    }

    /** What nodes must be told: production, but for a sink on this machine, and limits that are counted and not reached. */
    Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("OPENMNS_PROFILE", "production"),
                Map.entry("OPENMNS_HOST", "127.0.0.1"),
                Map.entry("OPENMNS_PUBLIC_BASE_URL", BASE),
                Map.entry("OPENMNS_TLS_ENDS_BEFORE_ME", "true"),
                Map.entry("OPENMNS_OPERATOR_JWKS_FILE", operator.toString()),
                Map.entry("OPENMNS_DELIVERY_GUARD_ALLOW_LOOPBACK", "true"),
                Map.entry("OPENMNS_DELIVERY_GUARD_ALLOW_HTTP", "true"),
                Map.entry("OPENMNS_HTTP_DRAIN_DELAY", "0 s"),
                Map.entry("OPENMNS_ACCESS_REQUESTS_PER_SECOND_MAX", Integer.toString(RATE)),
                Map.entry("OPENMNS_ACCESS_REQUESTS_BURST_MAX", Integer.toString(RATE)),
                Map.entry("OPENMNS_ACCESS_SUBSCRIPTIONS_MAX", "0"),
                Map.entry("OPENMNS_COHORT_VALUES_OF_APPLICATION_MAX", "100000000"));
    }

    /** To be sent with each request, once there is one. */
    Optional<String> token() {
        return token;
    }

    /** Registers at the first of these nodes, the first time, and waits until all of them know it. */
    void enter(List<Node> nodes) throws IOException, InterruptedException {
        node = nodes.get(0);
        if (token.isEmpty()) {
            register(nodes.get(0));
            renew();
        }
        for (var each : nodes) {
            awaitKnown(each);
        }
    }

    /** Another application of this name, with the same key, at the same nodes. */
    Login another(String name, List<Node> nodes) throws IOException, InterruptedException {
        var other = new Login(name, key, operator);
        other.enter(nodes);
        return other;
    }

    private void register(Node at) throws IOException, InterruptedException {
        var body = new JsonObject()
                .put("name", application)
                .put("contacts", new JsonArray().add("bench@mns.example"))
                .put("jwks", key.jwks())
                .put("permissions", new JsonArray(List.of("events:create:*", "subscriptions:create:*")));
        at.create(
                "/applications/" + application, body.encode(), ask(at, OPERATOR).getString("access_token"));
    }

    private void renew() throws IOException, InterruptedException {
        var at = node;
        if (at != null) {
            var answer = ask(at, application);
            var renewed = answer.getString("access_token");
            token = Optional.of(renewed);
            followers.forEach(follower -> follower.accept(renewed));
            renewLater(answer.getInteger("expires_in") * 1_000L / 2);
        }
    }

    private void renewLater(long millis) {
        var unused = renewals.schedule(this::renewOrTryAgain, millis, TimeUnit.MILLISECONDS);
    }

    private void renewOrTryAgain() {
        try {
            renew();
        } catch (IOException | RuntimeException stopped) {
            // Nodes are started again in some scenarios, and say what is no token meanwhile.
            renewLater(AGAIN_MILLIS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonObject ask(Node at, String who) throws IOException, InterruptedException {
        var form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + key.assertion(who, BASE + TOKEN_PATH);
        return new JsonObject(at.post(TOKEN_PATH, "application/x-www-form-urlencoded", form));
    }

    /** The others hear of it from the database. */
    private void awaitKnown(Node at) throws IOException, InterruptedException {
        for (var again = 0; !at.knows(token.orElseThrow()); again++) {
            if (again == KNOWN_TRIES_MAX) {
                throw new IOException(at.url() + " does not know the application " + application);
            }
            Thread.sleep(50);
        }
    }

    /** Tells the token now and each one after it. */
    public void follow(Consumer<String> follower) {
        followers.add(follower);
        token.ifPresent(follower);
    }

    /** Tells it nothing more. */
    public void leave(Consumer<String> follower) {
        followers.remove(follower);
    }

    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
