package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openmns.subscription.Channel;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.HostPatterns;

/** Reads where and how a Subscription wants its events: {@code channel}, {@code hydration} and credentials. */
final class ChannelReader {

    private static final Set<String> FIELDS = Set.of("id", "extension", "type", "endpoint", "payload", "header");
    private static final Set<String> HYDRATION_FIELDS = Set.of("enabled", "headers", "hosts");
    private static final int HOSTS_MAX = 20;
    private static final int CODE_LENGTH_MAX = 64;
    private static final int HEADER_LENGTH_MAX = 8_192;

    private final boolean plainHttpAllowed;
    private final CredentialsReader credentialsReader;

    ChannelReader(boolean plainHttpAllowed) {
        this.plainHttpAllowed = plainHttpAllowed;
        this.credentialsReader = new CredentialsReader(plainHttpAllowed, Clock.systemUTC());
    }

    /** The channel, or nothing where something was noted as wrong. */
    Optional<Channel> read(Fields subscription) {
        var channel = subscription.object("channel").only(FIELDS);
        var endpoint = endpoint(channel);
        var payload = payload(channel);
        var headers = headers(channel);
        var hydration = hydration(subscription, payload);
        var credentials = credentialsReader.read(subscription, headers);
        return endpoint.isPresent()
                        && payload.isPresent()
                        && subscription.errors().isEmpty()
                ? Optional.of(new Channel.RestHook(endpoint.get(), payload.get(), headers, hydration, credentials))
                : Optional.empty();
    }

    private Optional<String> endpoint(Fields channel) {
        var type = channel.text("type", 1, CODE_LENGTH_MAX);
        var endpoint = channel.text("endpoint", 1, Endpoint.LENGTH_MAX);
        if (type.isPresent() && !type.get().equals("rest-hook")) {
            channel.wrong("endpoint", Endpoint.supported(plainHttpAllowed));
        }
        endpoint.flatMap(url -> Endpoint.wrong(url, plainHttpAllowed))
                .ifPresent(wrong -> channel.wrong("endpoint", wrong));
        return endpoint;
    }

    private static Optional<Payload> payload(Fields channel) {
        var text = channel.text("payload", 1, CODE_LENGTH_MAX);
        var payload = text.flatMap(ChannelReader::payload);
        if (text.isPresent() && payload.isEmpty()) {
            channel.wrong(
                    "payload",
                    "Please provide 'application/json', 'application/cloudevents+json' or 'application/fhir+json'");
        }
        return payload;
    }

    private static Optional<Payload> payload(String mediaType) {
        return List.of(Payload.values()).stream()
                .filter(payload -> payload.mediaType().equals(mediaType))
                .findFirst();
    }

    private static List<Header> headers(Fields channel) {
        var headers = new ArrayList<Header>();
        for (JsonNode line : channel.optionalArray("header", Headers.COUNT_MAX)) {
            var field = "header[" + headers.size() + "]";
            var header = Headers.parse(line.isTextual() ? line.textValue() : "");
            Headers.wrong(header).ifPresent(wrong -> channel.wrong(field, wrong));
            headers.add(header);
        }
        return headers;
    }

    private static Hydration hydration(Fields subscription, Optional<Payload> payload) {
        var fields = subscription.optionalObject("hydration").map(each -> each.only(HYDRATION_FIELDS));
        if (fields.isEmpty()) {
            return Hydration.OFF;
        }
        var enabled = fields.get().optionalBoolean("enabled", false);
        if (enabled && payload.isPresent() && payload.get() != Payload.FHIR_JSON) {
            fields.get().wrong("enabled", "Hydration needs the channel payload 'application/fhir+json'");
        }
        var headers = hydrationHeaders(fields.get());
        var hosts = hydrationHosts(fields.get());
        if (!headers.isEmpty() && hosts.isEmpty() && !fields.get().isWrong("hosts")) {
            fields.get().wrong("hosts", "Please provide the hosts that the headers may be sent to");
        }
        return new Hydration(enabled, headers, new HostPatterns(hosts));
    }

    private static Set<String> hydrationHosts(Fields hydration) {
        var hosts = new LinkedHashSet<String>();
        var index = 0;
        for (JsonNode host : hydration.optionalArray("hosts", HOSTS_MAX)) {
            if (host.isTextual() && HostPatterns.isPattern(host.textValue())) {
                hosts.add(host.textValue());
            } else {
                hydration.wrong("hosts[" + index + "]", "Please provide a host, or '*.' and what the hosts end in");
            }
            index++;
        }
        return hosts;
    }

    private static Map<String, String> hydrationHeaders(Fields hydration) {
        var headers = new LinkedHashMap<String, String>();
        hydration.optionalObject("headers").ifPresent(fields -> {
            if (fields.node().size() > Headers.COUNT_MAX) {
                hydration.wrong("headers", "Please provide at most " + Headers.COUNT_MAX + " headers");
            }
            fields.node()
                    .fieldNames()
                    .forEachRemaining(name -> fields.text(name, 0, HEADER_LENGTH_MAX)
                            .ifPresent(value -> {
                                Headers.wrong(new Header(name, value)).ifPresent(wrong -> fields.wrong(name, wrong));
                                headers.put(name, value);
                            }));
        });
        return headers;
    }
}
