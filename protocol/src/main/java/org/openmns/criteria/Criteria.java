package org.openmns.criteria;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.Membership;
import org.openmns.criteria.Condition.InCohort;
import org.openmns.event.Event;
import org.openmns.event.TopicName;

/**
 * A subscription's predicate: one event type, and what its events must say. Stored and sent as its text.
 *
 * <pre>
 * criteria := "eventType" "=" (bare | string) [ "AND" or ]
 * or       := and {"OR" and}        and := not {"AND" not}        not := "NOT" not | "(" or ")" | test
 * test     := name op literal | name ["NOT"] "IN" "(" literal {"," literal} ")" | name ["NOT"] "LIKE" string | "EXISTS" name
 *           | name ["NOT"] "IN" "COHORT" string
 * </pre>
 *
 * <ul>
 *   <li>Keywords in any case; names and texts are case-sensitive. What follows the first {@code AND} is one expression,
 *       so {@code eventType='t' AND a=1 OR b=2} asks for the type and either of the two.
 *   <li>A name is {@code subject}, {@code source}, {@code id}, {@code versionid}, {@code dataref} or {@code time}, which
 *       always mean the attribute, or else a key of {@code filtering}: a letter or {@code _}, then letters, digits,
 *       {@code _ . -}, and no keyword; {@code COHORT} is a keyword only after {@code IN}, elsewhere a name like others.
 *   <li>An absent or null value makes every test of it false, also {@code !=}, {@code NOT IN} and {@code NOT LIKE}; so
 *       {@code NOT} before such a test is true.
 *   <li>{@code =} compares strings and booleans by their text and numbers by their value, quoted or not:
 *       {@code '3'} and {@code 3} both equal "3", 3 and 3.0, but {@code '03'} only "03". {@code <>} is {@code !=}.
 *   <li>{@code < <= > >=} compare by value where both sides are or spell numbers and one of them is not quoted; else by
 *       text (UTF-16 order), where both are quoted; else they are false.
 *   <li>{@code IN COHORT} looks for the value's text in what the cohort holds when the event is matched; a number's text
 *       is its shortest: 3 for 3.0, so that a cohort's "3.0" is only found by the text "3.0".
 *   <li>{@code LIKE} sees the text of numbers and booleans, too; {@code %} is any run of characters, {@code _} any one,
 *       {@code \%}, {@code \_} and {@code \\} the character itself.
 *   <li>On an array {@code =}, {@code IN}, {@code LIKE} and order mean any element; {@code !=}, {@code NOT IN} and {@code
 *       NOT LIKE} mean no element. An empty array exists.
 * </ul>
 */
public final class Criteria {

    private final String text;
    private final TopicName eventType;
    private final Expression expression;

    private Criteria(String text, CriteriaParser.Parsed parsed) {
        this.text = text;
        this.eventType = parsed.eventType();
        this.expression = parsed.expression();
    }

    /**
     * Reads criteria. Those that name cohorts can be stored and sent, but to match they must be bound first.
     *
     * @throws CriteriaException naming the position and what was expected there
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Criteria parse(String text) {
        return new Criteria(text, CriteriaParser.parse(text, cohort -> InCohort.UNBOUND));
    }

    /** The same criteria, with these cohorts under the names that they mention; equal to what they were. */
    public Criteria bind(Function<CohortName, Membership> cohorts) {
        return namesCohorts() ? new Criteria(text, CriteriaParser.parse(text, cohorts)) : this;
    }

    @JsonValue
    public String text() {
        return text;
    }

    public TopicName eventType() {
        return eventType;
    }

    /** Names of cohorts belong to an owner, so that these must be bound. */
    public boolean matches(Event event) {
        return event.type().equals(eventType) && expression.matches(event);
    }

    /** Every name that is tested, in the order of the text. */
    public Set<String> names() {
        return expression.names().map(Name::text).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The names among them that are keys of {@code filtering}, which the catalogue may list. */
    public Set<String> filterNames() {
        return expression
                .names()
                .filter(Name.Filter.class::isInstance)
                .map(Name::text)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The cohorts that are referred to, in the order of the text. */
    public Set<CohortName> cohorts() {
        return expression.cohorts().map(InCohort::cohort).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether they refer to any cohort, so that the same event may match now and not then. */
    public boolean namesCohorts() {
        return expression.cohorts().findAny().isPresent();
    }

    /** Whether the event matches and, if not, why. Reads the text again: not for the way of every event. */
    public Explanation explain(Event event) {
        if (!event.type().equals(eventType)) {
            return Explanation.failed("eventType='" + eventType + "'");
        }
        if (expression.matches(event)) {
            return Explanation.MATCHES;
        }
        var parsed = CriteriaParser.parse(text, this::membership);
        return Explanation.failed(parsed.source(parsed.expression().firstFailed(event)));
    }

    private Membership membership(CohortName cohort) {
        return expression
                .cohorts()
                .filter(test -> test.cohort().equals(cohort))
                .map(InCohort::membership)
                .findFirst()
                .orElseThrow();
    }

    Expression expression() {
        return expression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Criteria criteria && text.equals(criteria.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Says the event type only: values may identify a patient. */
    @Override
    public String toString() {
        return "Criteria[" + eventType + "]";
    }
}
