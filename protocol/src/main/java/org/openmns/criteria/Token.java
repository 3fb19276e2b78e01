package org.openmns.criteria;

import java.util.Locale;
import java.util.Set;

/** A piece of criteria text from {@code from} to before {@code to}; a quoted text's {@code text} is what it stands for. */
record Token(Kind kind, String text, int from, int to) {

    /** Words that no filter can be named by. */
    private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT", "IN", "LIKE", "EXISTS");

    /** What a token can be. */
    enum Kind {
        /** Letters, digits, and the other characters of names, event types and numbers. */
        WORD,
        QUOTED,
        /** An operator, a comma or a parenthesis. */
        SYMBOL,
        /** A character that has no place in criteria. */
        STRAY,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isKeyword() {
        return kind == Kind.WORD && KEYWORDS.contains(text.toUpperCase(Locale.ROOT));
    }

    CriteriaException expected(String what) {
        return CriteriaException.expected(from, what, described());
    }

    /** What this is to an error message, which may be logged: so never a value. */
    private String described() {
        return switch (kind) {
            case WORD ->
                isKeyword()
                        ? text.toUpperCase(Locale.ROOT)
                        : Numbers.parse(text) == null ? "a word without quotes" : "a number";
            case QUOTED -> "a quoted text";
            case SYMBOL -> text;
            case STRAY -> described(text.codePointAt(0));
            case END -> "the end";
        };
    }

    static String described(int character) {
        return character > ' ' && character < 0x7f
                ? Character.toString(character)
                : "the character " + "U+%04X".formatted(character);
    }

    /** Says no text: it may identify a patient. */
    @Override
    public String toString() {
        return "Token[" + kind + "]";
    }
}
