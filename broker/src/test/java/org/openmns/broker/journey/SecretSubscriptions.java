package org.openmns.broker.journey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openmns.broker.Planted;
import org.openmns.broker.RunningNode;

/** Subscriptions that hold what must be shown to nobody. */
final class SecretSubscriptions {

    static final String TYPE = "patientflags-change-1";

    private static final String CERTIFICATES = "src/test/resources/certificates/";

    private SecretSubscriptions() {}

    /** With everything that a subscription may keep secret. */
    static ObjectNode hooked(EchoingServer outside) throws IOException {
        var subscription = subscription(outside.url("/hook"), 9);
        subscription.withObject("/channel").put("payload", "application/fhir+json");
        subscription
                .withObject("/hydration")
                .putArray("hosts")
                .add(URI.create(outside.url("/")).getHost());
        subscription
                .withObject("/hydration")
                .put("enabled", true)
                .withObject("/headers")
                .put("Authorization", "Bearer planted-hydration-4b1d");
        subscription
                .withObject("/delivery/oauth2")
                .put("tokenUrl", outside.url("/token"))
                .put("clientId", "gp")
                .put("clientSecret", "planted-client-secret-4b1d");
        subscription
                .withObject("/delivery/clientCertificate")
                .put("certificate", Files.readString(Path.of(CERTIFICATES + "one.pem")))
                .put("privateKey", key());
        return subscription;
    }

    /** The client's private key in PEM. */
    static String key() throws IOException {
        return Files.readString(Path.of(CERTIFICATES + "one-key.pem"));
    }

    /** Of an endpoint that never agrees, and fails. */
    static ObjectNode silent(EchoingServer outside) {
        return subscription(outside.url("/silent"), 1);
    }

    private static ObjectNode subscription(String endpoint, int retries) {
        var waits = "\"PT0.01S\",".repeat(retries).replaceFirst(",$", "");
        return (ObjectNode) Calls.json(RunningNode.subscription(
                "eventType=" + TYPE + " AND origin='" + Planted.FILTER + "'",
                endpoint,
                "{\"retries\":[" + waits + "]}"));
    }
}
