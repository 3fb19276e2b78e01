package org.openmns.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** One entry of the catalogue: what may be published under a name, and by which filters it can be told apart. */
public record EventType(
        TopicName name, Description description, Filters filters, Optional<DataSchema> schema, JsonBytes example) {

    /** Without a schema; one that lists no filters takes any. */
    public EventType(TopicName name, Description description, List<Filter> filters, JsonBytes example) {
        this(name, description, new Filters(filters, filters.isEmpty()), Optional.empty(), example);
    }

    /** What a person reads; {@code dataref} says what the reference of such an event points to, if it has one. */
    public record Description(String text, String source, Optional<String> dataref, boolean legacy) {}

    /** One {@code filtering} attribute of this type; an empty {@code values} allows any. */
    public record Filter(String name, Format format, List<String> values, String description) {

        public Filter {
            values = List.copyOf(values);
        }

        /** Under which name the supplier of this practice is added; only for {@link Format#ODS_PRACTICE}. */
        public String supplierName() {
            return name + "_manufacturer_org";
        }
    }

    /** Every name that criteria may test: those sent, and those that are added at publishing. */
    public List<String> filterNames() {
        return filters.names();
    }

    /** Whether criteria may test this name. */
    public boolean hasFilter(String name) {
        return (filters.isLenient() && filters.all().isEmpty()) || filters.has(name);
    }

    /** Shape of a filter's value. */
    public enum Format {
        STRING("a string"),
        INTEGER("a whole number"),
        BOOLEAN("true or false"),
        ARRAY("an array of strings or integers"),
        /** Code of an organisation in NHS England's Organisation Data Service. */
        ODS_CODE("an ODS code of letters and digits"),
        /** ODS code of a GP practice; its IT supplier is looked up and added as {@code <name>_manufacturer_org}. */
        ODS_PRACTICE("an ODS code of letters and digits");

        private final String expected;

        Format(String expected) {
            this.expected = expected;
        }

        /** As it is written, such as {@code ods-practice}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The format that is written so, if there is one. */
        public static Optional<Format> parse(String word) {
            return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
        }

        String expected() {
            return expected;
        }

        boolean accepts(Object value) {
            return switch (this) {
                case STRING -> value instanceof String;
                case INTEGER -> value instanceof Long;
                case BOOLEAN -> value instanceof Boolean;
                case ARRAY -> value instanceof List;
                case ODS_CODE, ODS_PRACTICE -> value instanceof String code && OdsCode.isValid(code);
            };
        }
    }
}
