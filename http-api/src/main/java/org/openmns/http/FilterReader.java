package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.CriteriaException;
import org.openmns.event.EventType.Filter;
import org.openmns.event.EventType.Format;

/** Reads the filters of an event type; each must have a name that criteria can test. */
final class FilterReader {

    /** As many as an event may have. */
    private static final int FILTERS_MAX = 64;

    private static final int NAME_LENGTH_MAX = 64;
    private static final int VALUES_MAX = 200;
    private static final int VALUE_LENGTH_MAX = 128;
    private static final int DESCRIPTION_LENGTH_MAX = 1_000;

    /** Those that are right; what is wrong with the others is noted. */
    List<Filter> read(Fields fields) {
        var filters = new ArrayList<Filter>();
        var names = new HashSet<String>();
        var place = 0;
        for (var node : fields.optionalArray("filters", FILTERS_MAX)) {
            var path = "filters[" + place++ + "]";
            if (node instanceof ObjectNode object) {
                filter(new Fields(path, object, fields.errors()), names).ifPresent(filters::add);
            } else {
                fields.wrong(path, "Please provide an object with name and format");
            }
        }
        return filters;
    }

    private static Optional<Filter> filter(Fields filter, Set<String> names) {
        filter.only(Set.of("name", "format", "values", "description"));
        var name = name(filter, names);
        var format = format(filter);
        var values = values(filter);
        var description =
                filter.has("description") ? filter.text("description", 0, DESCRIPTION_LENGTH_MAX) : Optional.of("");
        return name.flatMap(each -> format.map(of -> new Filter(each, of, values, description.orElse(""))));
    }

    private static Optional<String> name(Fields filter, Set<String> names) {
        var name = filter.text("name", 1, NAME_LENGTH_MAX);
        if (name.isPresent() && !isTestable(name.get())) {
            filter.wrong(
                    "name",
                    "Please provide a name that criteria can test: letters, digits and '_', none of an attribute");
            return Optional.empty();
        }
        if (name.isPresent() && !names.add(name.get())) {
            filter.wrong("name", "Please provide each filter once");
            return Optional.empty();
        }
        return name;
    }

    /** Neither a keyword nor an attribute, whose name always means the attribute. */
    private static boolean isTestable(String name) {
        try {
            return Criteria.parse("eventType=a AND EXISTS " + name)
                    .filterNames()
                    .equals(Set.of(name));
        } catch (CriteriaException none) {
            return false;
        }
    }

    private static Optional<Format> format(Fields filter) {
        var text = filter.text("format", 1, NAME_LENGTH_MAX);
        var format = text.flatMap(Format::parse);
        if (text.isPresent() && format.isEmpty()) {
            filter.wrong("format", "Please provide string, integer, boolean, array, ods-code or ods-practice");
        }
        return format;
    }

    private static List<String> values(Fields filter) {
        var values = new ArrayList<String>();
        for (JsonNode value : filter.optionalArray("values", VALUES_MAX)) {
            if (!value.isTextual() || value.textValue().length() > VALUE_LENGTH_MAX) {
                filter.wrong(
                        "values[" + values.size() + "]",
                        "Please provide a string of at most " + VALUE_LENGTH_MAX + " characters");
            }
            values.add(value.asText());
        }
        return values;
    }
}
