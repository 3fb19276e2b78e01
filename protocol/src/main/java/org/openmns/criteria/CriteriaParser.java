package org.openmns.criteria;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.Membership;
import org.openmns.criteria.Token.Kind;
import org.openmns.event.TopicName;

/** Reads criteria by recursive descent: one method a rule of the grammar, one token ahead. Used once. */
final class CriteriaParser {

    /** Values in all: one practice's patients, about. */
    static final int LITERALS_MAX = 10_000;

    /** References to cohorts in all: each is a row of its own, so that no cohort is deleted that is referred to. */
    static final int COHORTS_MAX = 100;

    /** Levels of parentheses and NOT: no person writes more, and the stack must hold. */
    static final int DEPTH_MAX = 32;

    private static final String LITERAL = "a quoted text, a number, true or false";
    private static final String COHORT = "a cohort's name in quotes: 1 to 64 letters, digits, . _ -";

    private final String text;
    private final Lexer lexer;
    private final Function<CohortName, Membership> cohorts;

    /** The source text of each test and each NOT; by identity, for the same test may stand in several places. */
    private final IdentityHashMap<Expression, String> sources = new IdentityHashMap<>();

    private Token token;
    private int consumedTo;
    private int literals;
    private int references;

    /** The meaning of criteria, and where each part of it stands in their text. */
    record Parsed(TopicName eventType, Expression expression, IdentityHashMap<Expression, String> sources) {

        /** The text of a test or a NOT of this very expression. */
        String source(Expression part) {
            return Objects.requireNonNull(sources.get(part));
        }
    }

    private CriteriaParser(String text, Function<CohortName, Membership> cohorts) {
        this.text = text;
        this.lexer = Lexer.of(text);
        this.cohorts = cohorts;
        this.token = lexer.next();
    }

    /** The meaning of this text, where the cohorts that it names are these. */
    static Parsed parse(String text, Function<CohortName, Membership> cohorts) {
        return new CriteriaParser(text, cohorts).criteria();
    }

    private Parsed criteria() {
        require(token.isWord("eventType"), "eventType");
        advance();
        symbol("=");
        var eventType = eventType();
        require(token.isWord("AND") || token.kind() == Kind.END, "AND or the end");
        var expression = takes("AND") ? or(0) : new Expression.Everything();
        require(token.kind() == Kind.END, "AND, OR or the end");
        return new Parsed(eventType, expression, sources);
    }

    /** Shared between all criteria that name it: there may be a million of them. */
    private TopicName eventType() {
        var bare = token.kind() == Kind.WORD && !token.isKeyword();
        require((bare || token.kind() == Kind.QUOTED) && TopicName.isValid(token.text()), "an event type");
        return new TopicName(advance().text().intern());
    }

    private Expression or(int depth) {
        return joined("OR", () -> and(depth), Expression.Or::new);
    }

    private Expression and(int depth) {
        return joined("AND", () -> not(depth), Expression.And::new);
    }

    private Expression joined(
            String keyword, Supplier<Expression> part, Function<List<Expression>, Expression> together) {
        var first = part.get();
        if (!token.isWord(keyword)) {
            return first;
        }
        var parts = new ArrayList<>(List.of(first));
        while (takes(keyword)) {
            parts.add(part.get());
        }
        return together.apply(parts);
    }

    private Expression not(int depth) {
        var deeper = token.isWord("NOT") || token.isSymbol("(");
        require(!deeper || depth < DEPTH_MAX, "at most " + DEPTH_MAX + " levels of parentheses and NOT");
        var from = token.from();
        if (takes("NOT")) {
            return located(from, new Expression.Not(not(depth + 1)));
        }
        if (!token.isSymbol("(")) {
            return located(from, test());
        }
        advance();
        var expression = or(depth + 1);
        require(token.isSymbol(")"), "AND, OR or )");
        advance();
        return expression;
    }

    private Condition test() {
        if (takes("EXISTS")) {
            return new Condition.Exists(name("a name"));
        }
        var name = name("a name, NOT, EXISTS or (");
        if (takes("NOT")) {
            require(token.isWord("IN") || token.isWord("LIKE"), "IN or LIKE");
            return new Condition.Differs(takes("IN") ? in(name) : like(name));
        }
        if (takes("IN")) {
            return in(name);
        }
        return token.isWord("LIKE") ? like(name) : comparison(name);
    }

    private Name name(String expected) {
        var first = token.text().isEmpty() ? ' ' : token.text().charAt(0);
        var named = token.kind() == Kind.WORD && (Character.isLetter(first) || first == '_');
        require(named && !token.isKeyword() && !token.isWord("eventType"), expected);
        return Name.of(advance().text().intern());
    }

    private Condition in(Name name) {
        if (takes("COHORT")) {
            return inCohort(name);
        }
        require(token.isSymbol("("), "( or COHORT");
        advance();
        var values = new ArrayList<Literal>();
        values.add(literal());
        while (token.isSymbol(",")) {
            advance();
            values.add(literal());
        }
        require(token.isSymbol(")"), "a comma or )");
        advance();
        return Condition.In.of(name, values);
    }

    private Condition inCohort(Name name) {
        references++;
        require(references <= COHORTS_MAX, "at most " + COHORTS_MAX + " cohorts");
        require(token.kind() == Kind.QUOTED && CohortName.parse(token.text()).isPresent(), COHORT);
        var cohort = new CohortName(advance().text().intern());
        return new Condition.InCohort(name, cohort, cohorts.apply(cohort));
    }

    private Condition like(Name name) {
        takes("LIKE");
        require(token.kind() == Kind.QUOTED, "a quoted text");
        require(
                token.text().length() <= LikePattern.LENGTH_MAX,
                "a pattern of at most " + LikePattern.LENGTH_MAX + " characters");
        return new Condition.Like(name, new LikePattern(literal().text()));
    }

    private Condition comparison(Name name) {
        require(token.kind() == Kind.SYMBOL, "an operator, IN, LIKE or NOT");
        return switch (token.text()) {
            case "=" -> equal(name);
            case "!=", "<>" -> new Condition.Differs(equal(name));
            case "<" -> ordered(name, Condition.Order.LESS);
            case "<=" -> ordered(name, Condition.Order.AT_MOST);
            case ">" -> ordered(name, Condition.Order.MORE);
            case ">=" -> ordered(name, Condition.Order.AT_LEAST);
            default -> throw token.expected("an operator, IN, LIKE or NOT");
        };
    }

    private Condition equal(Name name) {
        advance();
        return new Condition.Equals(name, literal());
    }

    private Condition ordered(Name name, Condition.Order order) {
        advance();
        require(!isBoolean(), "a quoted text or a number");
        return new Condition.Ordered(name, order, literal());
    }

    private Literal literal() {
        literals++;
        require(literals <= LITERALS_MAX, "at most " + LITERALS_MAX + " values");
        if (token.kind() == Kind.QUOTED) {
            return Literal.quoted(advance().text());
        }
        if (isBoolean()) {
            return Literal.bare(advance().isWord("true") ? "true" : "false");
        }
        require(token.kind() == Kind.WORD && Numbers.parse(token.text()) != null, LITERAL);
        return Literal.bare(advance().text());
    }

    private boolean isBoolean() {
        return token.isWord("true") || token.isWord("false");
    }

    private <E extends Expression> E located(int from, E expression) {
        sources.put(expression, text.substring(from, consumedTo));
        return expression;
    }

    private void symbol(String symbol) {
        require(token.isSymbol(symbol), symbol);
        advance();
    }

    private boolean takes(String keyword) {
        if (!token.isWord(keyword)) {
            return false;
        }
        advance();
        return true;
    }

    private Token advance() {
        var consumed = token;
        consumedTo = consumed.to();
        token = lexer.next();
        return consumed;
    }

    private void require(boolean met, String expected) {
        if (!met) {
            throw token.expected(expected);
        }
    }
}
