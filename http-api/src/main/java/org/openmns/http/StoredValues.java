package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.openmns.event.FieldErrors;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.HostPatterns;

/**
 * Keeps the credentials of a Subscription whose owner reads, changes and writes it: where {@code ***} is sent back, the
 * stored value takes its place. Not where it, or what it is used to read, would then go to another server than before:
 * whoever may change a subscription without knowing its credentials could have them sent to themselves.
 */
final class StoredValues {

    private static final String UNKNOWN = "Please provide the value: '***' stands only for one that is stored";
    private static final String MOVED = "Please provide the value again: '***' does not stand for it at another server";

    private final ObjectNode stored;

    private StoredValues(ObjectNode stored) {
        this.stored = stored;
    }

    /** Of a subscription as it is stored, which is empty where it is new. */
    static StoredValues of(ObjectNode stored) {
        return new StoredValues(stored);
    }

    /** Replaces each {@code ***} in what was sent, or notes why it cannot. */
    void restore(ObjectNode sent, FieldErrors errors) {
        var moved = !sameServer(sent, "/channel/endpoint");
        if (sent.at("/channel/header") instanceof ArrayNode lines) {
            restoreHeaders(lines, moved, errors);
        }
        if (sent.at("/hydration/headers") instanceof ObjectNode headers) {
            restoreHydration(headers, moved || !hydrationHosts(sent).equals(hydrationHosts(stored)), errors);
        }
        for (var place : HiddenValues.PLACES) {
            if (sent.at("/delivery/" + place.object()) instanceof ObjectNode object
                    && object.path(place.field()).asText().equals(HiddenValues.HIDDEN)) {
                var elsewhere = place.told() && (moved || !sameServer(sent, "/delivery/oauth2/tokenUrl"));
                put(object, place.field(), secret(place), elsewhere, place.path(), errors);
            }
        }
    }

    private void restoreHeaders(ArrayNode lines, boolean moved, FieldErrors errors) {
        var sent = headers(lines);
        var known = stored.at("/channel/header") instanceof ArrayNode before ? headers(before) : List.<Header>of();
        for (var index = 0; index < sent.size(); index++) {
            var header = sent.get(index);
            if (HiddenValues.isHidden(header)) {
                var value = sameOf(known, sent, index);
                if (value.isPresent() && !moved) {
                    lines.set(index, HiddenValues.line(header.name(), value.get()));
                } else {
                    errors.add("channel.header[" + index + "]", value.isPresent() ? MOVED : UNKNOWN);
                }
            }
        }
    }

    /** The stored value of the header at this place; of several with one name only where there are as many as before. */
    private static Optional<String> sameOf(List<Header> known, List<Header> sent, int index) {
        var name = sent.get(index).name();
        var before = known.stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .toList();
        var now =
                sent.stream().filter(each -> each.name().equalsIgnoreCase(name)).count();
        var place = sent.subList(0, index).stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .count();
        return before.size() == now ? Optional.of(before.get((int) place).value()) : Optional.empty();
    }

    /** Where a stored header of hydration may go; a subscription from before there were such hosts has none. */
    private static HostPatterns hydrationHosts(ObjectNode subscription) {
        var hosts = new HashSet<String>();
        subscription.at("/hydration/hosts").forEach(host -> hosts.add(host.asText()));
        return new HostPatterns(hosts);
    }

    private void restoreHydration(ObjectNode headers, boolean moved, FieldErrors errors) {
        var names = new ArrayList<String>();
        headers.fieldNames().forEachRemaining(names::add);
        for (var name : names) {
            if (headers.get(name).asText().equals(HiddenValues.HIDDEN)) {
                var value = text(stored.path("hydration").path("headers"), name);
                put(headers, name, value, moved, "hydration.headers." + name, errors);
            }
        }
    }

    private Optional<String> secret(HiddenValues.Place place) {
        return text(stored.path("delivery").path(place.object()), place.field());
    }

    private static void put(
            ObjectNode object, String field, Optional<String> value, boolean moved, String path, FieldErrors errors) {
        if (value.isPresent() && !moved) {
            object.put(field, value.get());
        } else {
            errors.add(path, value.isPresent() ? MOVED : UNKNOWN);
        }
    }

    private boolean sameServer(ObjectNode sent, String path) {
        return Endpoint.sameServer(sent.at(path).asText(), stored.at(path).asText());
    }

    private static Optional<String> text(JsonNode object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private static List<Header> headers(ArrayNode lines) {
        var headers = new ArrayList<Header>();
        lines.forEach(line -> headers.add(Headers.parse(line.asText())));
        return headers;
    }
}
