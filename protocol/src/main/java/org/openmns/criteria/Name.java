package org.openmns.criteria;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openmns.event.Event;

/** What a test looks at: a context attribute of the event, or one of its {@code filtering} values. */
public sealed interface Name {

    /** As it stands in criteria. */
    String text();

    /** The event's value under this name as {@code Filtering} holds values, or null where it has none. */
    @Nullable
    Object in(Event event);

    /** An attribute's name always means the attribute, also where {@code filtering} holds a key of the same name. */
    static Name of(String text) {
        var attribute = Attribute.NAMED.get(text);
        return attribute == null ? new Filter(text) : attribute;
    }

    /** A key of {@code filtering}. */
    record Filter(String text) implements Name {

        @Override
        public @Nullable Object in(Event event) {
            return event.filtering().get(text);
        }
    }

    /** The context attributes that criteria may name. */
    enum Attribute implements Name {
        SUBJECT("subject"),
        SOURCE("source"),
        ID("id"),
        VERSIONID("versionid"),
        DATAREF("dataref"),
        TIME("time");

        private static final Map<String, Attribute> NAMED =
                Stream.of(values()).collect(Collectors.toMap(Attribute::text, attribute -> attribute));

        private final String text;

        Attribute(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public @Nullable Object in(Event event) {
            var attributes = event.attributes();
            return switch (this) {
                case SUBJECT -> attributes.subject().orElse(null);
                case SOURCE -> attributes.id().source();
                case ID -> attributes.id().id();
                case VERSIONID -> attributes.reference().versionid().orElse(null);
                case DATAREF -> attributes.reference().dataref().orElse(null);
                case TIME -> attributes.time();
            };
        }
    }
}
