package org.openmns.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.openmns.protocol.Listing;
import org.openmns.subscription.Registration;

/** One page of a listing as FHIR. An entry becomes a tree while it is written, so that there is one tree at a time. */
record SubscriptionBundle(String resourceType, String type, List<Link> link, Iterable<ObjectNode> entry) {

    record Link(String relation, String url) {}

    static SubscriptionBundle of(Listing<Registration> page, String self) {
        var next = page.last()
                .map(last -> new Link("next", "/subscriptions?continue_from=" + ContinueFrom.token(last.id())));
        return new SubscriptionBundle(
                "Bundle",
                "searchset",
                Stream.concat(Stream.of(new Link("self", self)), next.stream()).toList(),
                () -> page.entries().stream().map(SubscriptionResource::of).iterator());
    }

    /** Says no entry: there are credentials in it. */
    @Override
    public String toString() {
        return "SubscriptionBundle" + link;
    }
}
