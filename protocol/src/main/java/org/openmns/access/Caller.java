package org.openmns.access;

import java.util.Set;
import org.openmns.event.TopicName;

/**
 * Who sent a request, and what it may do at this moment. {@code granted} are the event types under approval whose owners let
 * it follow them; {@code restricted} are all types under approval.
 */
public record Caller(
        ApplicationId application, Permissions permissions, Set<TopicName> granted, Set<TopicName> restricted) {

    /** Everybody, where access is open. */
    public static final Caller SANDBOX = new Caller(ApplicationId.SANDBOX, Permissions.EVERYTHING, Set.of(), Set.of());

    /** As the owner of subscriptions and cohorts is stored. */
    public String owner() {
        return application.value();
    }

    /** Whether it may subscribe to this type: by its permissions, or where the type is under approval by a grant alone. */
    public boolean mayFollow(TopicName type) {
        return restricted.contains(type)
                ? granted.contains(type) || permissions.isOperator()
                : permissions.maySubscribe(type);
    }

    /** Whether there may be any type that it may follow. */
    public boolean mayFollowAny() {
        return permissions.maySubscribeToAny() || permissions.isOperator() || !granted.isEmpty();
    }
}
