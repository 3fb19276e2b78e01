package org.openmns.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openmns.event.TopicName;

/**
 * One thing that an application may do: {@code events:create:<type>}, as MNS writes it, {@code subscriptions:create:<type>},
 * or {@code operator}. A type that ends in {@code *} stands for all that begin so.
 */
public record Permission(Action action, String types) {

    private static final Pattern TYPES = Pattern.compile("[A-Za-z0-9._-]{1,128}\\*?|\\*");
    private static final String ANY = "*";

    /** All that an operator does: applications, the catalogue, the audit log. */
    public static final Permission OPERATOR = new Permission(Action.OPERATE, "");

    /** What may be done. */
    public enum Action {
        PUBLISH("events:create:"),
        SUBSCRIBE("subscriptions:create:"),
        OPERATE("operator");

        private final String word;

        Action(String word) {
            this.word = word;
        }
    }

    public Permission {
        var named = action != Action.OPERATE;
        if (named ? !TYPES.matcher(types).matches() : !types.isEmpty()) {
            throw new IllegalArgumentException("not a permission");
        }
    }

    /** The permission that somebody wrote, if it is one. */
    public static Optional<Permission> parse(String text) {
        if (text.equals(Action.OPERATE.word)) {
            return Optional.of(OPERATOR);
        }
        for (var action : new Action[] {Action.PUBLISH, Action.SUBSCRIBE}) {
            var types = text.startsWith(action.word) ? text.substring(action.word.length()) : "";
            if (TYPES.matcher(types).matches()) {
                return Optional.of(new Permission(action, types));
            }
        }
        return Optional.empty();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Permission of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a permission"));
    }

    /** Whether it allows this of this type. */
    boolean allows(Action wanted, TopicName type) {
        return action == wanted && covers(type.value());
    }

    private boolean covers(String type) {
        return types.endsWith(ANY) ? type.startsWith(types.substring(0, types.length() - 1)) : type.equals(types);
    }

    @JsonValue
    @Override
    public String toString() {
        return action.word + types;
    }
}
