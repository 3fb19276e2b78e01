package org.openmns.subscription;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Identifies a subscription: a version 4 UUID in lower case. */
public record SubscriptionId(@JsonValue UUID value) {

    private static final Pattern UUID4 =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SubscriptionId {}

    /** The id in this text, or nothing where it is not a version 4 UUID in its usual form. */
    public static Optional<SubscriptionId> parse(String text) {
        return UUID4.matcher(text).matches() ? Optional.of(of(text)) : Optional.empty();
    }

    /** For text that we wrote ourselves, such as an entity id. */
    public static SubscriptionId of(String text) {
        return new SubscriptionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
