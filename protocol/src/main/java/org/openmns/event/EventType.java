package org.openmns.event;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One entry of the catalogue: what may be published under a name, and by which filters it can be told apart. */
public record EventType(TopicName name, Description description, List<Filter> filters, JsonBytes example) {

    public EventType {
        filters = List.copyOf(filters);
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
        return filters.stream()
                .flatMap(filter -> filter.format() == Format.ODS_PRACTICE
                        ? Stream.of(filter.name(), filter.supplierName())
                        : Stream.of(filter.name()))
                .toList();
    }

    /** Shape of a filter's value. */
    public enum Format {
        STRING,
        INTEGER,
        BOOLEAN,
        ARRAY,
        /** Code of an organisation in NHS England's Organisation Data Service. */
        ODS_CODE,
        /** ODS code of a GP practice; its IT supplier is looked up and added as {@code <name>_manufacturer_org}. */
        ODS_PRACTICE
    }
}
