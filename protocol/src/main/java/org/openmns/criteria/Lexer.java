package org.openmns.criteria;

import java.util.List;
import org.openmns.criteria.Token.Kind;

/** Cuts criteria text into tokens, from left to right and no further than asked. */
final class Lexer {

    /** Longest first, so that {@code <=} is not taken for {@code <}. */
    private static final List<String> SYMBOLS = List.of("!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",");

    /** UTF-8 bytes of criteria: room for some ten thousand NHS numbers, and still one message between nodes. */
    static final int TEXT_BYTES_MAX = 256 * 1024;

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** Of criteria text that is not too long. */
    static Lexer of(String text) {
        var bytes = 0;
        for (var at = 0; at < text.length(); at++) {
            var character = text.charAt(at);
            // Half of a pair counts two bytes: a whole pair is four.
            bytes += character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
            if (bytes > TEXT_BYTES_MAX) {
                throw CriteriaException.expected(at, "at most " + TEXT_BYTES_MAX + " bytes", "more");
            }
        }
        return new Lexer(text);
    }

    Token next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Kind.END, "", at, at);
        }
        var first = text.charAt(at);
        if (first == '\'' || first == '"') {
            return quoted(first);
        }
        return isWord(first) ? word() : symbol();
    }

    private Token word() {
        var from = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return new Token(Kind.WORD, text.substring(from, at), from, at);
    }

    private static boolean isWord(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }

    private Token symbol() {
        var from = at;
        for (var symbol : SYMBOLS) {
            if (text.startsWith(symbol, from)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, from, at);
            }
        }
        at = text.offsetByCodePoints(from, 1);
        return new Token(Kind.STRAY, text.substring(from, at), from, at);
    }

    /** A doubled quote within stands for one. */
    private Token quoted(char quote) {
        var from = at++;
        var value = new StringBuilder();
        while (at < text.length()) {
            if (text.charAt(at) != quote) {
                value.appendCodePoint(printable());
            } else if (text.startsWith(String.valueOf(quote), at + 1)) {
                value.append(quote);
                at += 2;
            } else {
                at++;
                return new Token(Kind.QUOTED, value.toString(), from, at);
            }
        }
        throw CriteriaException.expected(from, "a closing " + quote + " for the text that starts here", "the end");
    }

    /** Control characters and halves of surrogate pairs would be invisible to a reader, or no text at all. */
    private int printable() {
        var character = text.codePointAt(at);
        if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
            throw CriteriaException.expected(at, "a printable character", Token.described(character));
        }
        at += Character.charCount(character);
        return character;
    }
}
