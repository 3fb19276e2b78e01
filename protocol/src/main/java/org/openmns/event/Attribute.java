package org.openmns.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every context attribute that an event may have, in the order in which we write them, with its rule.
 *
 * <p>Lengths are in characters. They keep what is stored below the width of every column and persistence id.
 */
enum Attribute {
    SPECVERSION("specversion", 8, "1.0"::equals),
    ID("id", 256),
    SOURCE("source", 512, UriSyntax::isReference),
    /** Whether the catalogue has it is asked by {@link EventFields}. */
    TYPE("type", TopicName.LENGTH_MAX),
    TIME("time", 64, Rfc3339::isValid),
    SUBJECT("subject", 256),
    DATAREF("dataref", 2_048, UriSyntax::isUri),
    VERSIONID("versionid", 256),
    TRACEPARENT(
            "traceparent",
            128,
            matches("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")),
    TRACESTATE("tracestate", 512),
    PARTITIONKEY("partitionkey", 256),
    SEQUENCE("sequence", 256),
    DATASCHEMA("dataschema", 2_048, UriSyntax::isUri),
    DATACONTENTTYPE(
            "datacontenttype",
            256,
            Predicate.<String>isEqual("application/json")
                    .or(matches("[\\w!#$%&'*+.^`|~-]+/[\\w!#$%&'*+.^`|~-]+[ \\t]*(;.*)?")));

    /** Those that no CloudEvent may lack. */
    static final List<Attribute> REQUIRED = List.of(SPECVERSION, ID, SOURCE, TYPE, TIME);

    private static final Map<String, Attribute> BY_FIELD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Attribute::field, Function.identity()));

    private final String field;
    private final int lengthMax;

    @SuppressWarnings("ImmutableEnumChecker") // the rules hold no state
    private final Predicate<String> rule;

    /** Any text. */
    Attribute(String field, int lengthMax) {
        this(field, lengthMax, text -> true);
    }

    Attribute(String field, int lengthMax, Predicate<String> rule) {
        this.field = field;
        this.lengthMax = lengthMax;
        this.rule = rule;
    }

    static @Nullable Attribute named(String field) {
        return BY_FIELD.get(field);
    }

    /** Its name in JSON. */
    String field() {
        return field;
    }

    int lengthMax() {
        return lengthMax;
    }

    /** Whether this text may be its value; none may be empty. */
    boolean accepts(String value) {
        return value.length() <= lengthMax && !value.isEmpty() && Text.isValid(value) && rule.test(value);
    }

    private static Predicate<String> matches(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }
}
