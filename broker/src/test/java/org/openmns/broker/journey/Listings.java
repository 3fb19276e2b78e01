package org.openmns.broker.journey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openmns.broker.Eventually;
import org.openmns.broker.RunningNode;
import org.openmns.broker.RunningNode.Subscribed;

/** What the API lists of a subscription. */
final class Listings {

    private Listings() {}

    static String path(Subscribed subscription, String rest) {
        return "/subscriptions/" + subscription.id() + rest;
    }

    /** The attempts once there are so many. */
    static List<JsonNode> attempts(RunningNode node, Subscribed subscription, int count) {
        return await(count, () -> node.get(path(subscription, "/attempts")).get("attempts"));
    }

    /** The dead letters once there are so many. */
    static List<JsonNode> deadLetters(RunningNode node, Subscribed subscription, int count) {
        return await(count, () -> node.get(path(subscription, "/dead-letters")).get("deadLetters"));
    }

    private static List<JsonNode> await(int count, Supplier<JsonNode> listing) {
        return Eventually.get(count + " listed", () -> {
            var listed = new ArrayList<JsonNode>();
            listing.get().forEach(listed::add);
            return listed.size() == count ? Optional.of(List.copyOf(listed)) : Optional.empty();
        });
    }
}
