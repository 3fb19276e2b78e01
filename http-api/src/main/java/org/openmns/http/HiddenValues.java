package org.openmns.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openmns.subscription.Channel.Header;

/** Shows a Subscription without its credentials: {@value #HIDDEN} stands for each, and {@link StoredValues} puts them back. */
final class HiddenValues {

    static final String HIDDEN = "***";

    static final List<Place> PLACES =
            List.of(new Place("oauth2", "clientSecret", true), new Place("clientCertificate", "privateKey", false));

    /**
     * Where, beside headers, a credential stands: an object of {@code delivery} and its field. {@code told} is one that a
     * server gets to know.
     */
    record Place(String object, String field, boolean told) {

        String path() {
            return "delivery." + object + "." + field;
        }
    }

    private HiddenValues() {}

    static void hide(ObjectNode subscription) {
        if (subscription.at("/channel/header") instanceof ArrayNode lines) {
            for (var index = 0; index < lines.size(); index++) {
                lines.set(index, line(Headers.parse(lines.get(index).asText()).name(), HIDDEN));
            }
        }
        if (subscription.at("/hydration/headers") instanceof ObjectNode headers) {
            headers.fieldNames().forEachRemaining(name -> headers.put(name, HIDDEN));
        }
        for (var place : PLACES) {
            if (subscription.at("/delivery/" + place.object()) instanceof ObjectNode object
                    && object.has(place.field())) {
                object.put(place.field(), HIDDEN);
            }
        }
    }

    /** Whether the client sent back what it was shown. */
    static boolean isHidden(Header header) {
        return header.value().equals(HIDDEN);
    }

    static String line(String name, String value) {
        return name + ": " + value;
    }
}
