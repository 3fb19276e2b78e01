package org.openmns.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of schemas, matched in time that grows with the text times the expression's program, both bounded:
 * who owns an event type must not be able to stop a node by one. Look-ahead and back references, which cannot be matched so,
 * are refused.
 */
final class LinearPatterns implements RegularExpressionFactory {

    /** Instructions that a regular expression may become. */
    static final int PROGRAM_MAX = 500;

    private static final int CHARS_MAX = 256;

    /** With repetitions written out: what is longer would take its time and memory before its program could be measured. */
    private static final int WRITTEN_OUT_MAX = 2_000;

    /** Longer texts match nothing. */
    private static final int TEXT_CHARS_MAX = 10_000;

    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

    /** After these a count may repeat more than one character or class. */
    private static final String ENDS = ")}*+?";

    /** One that was stored before it was refused matches nothing. */
    @Override
    public RegularExpression getRegularExpression(String regex) {
        if (program(regex) > PROGRAM_MAX) {
            return text -> false;
        }
        var pattern = Pattern.compile(regex);
        return text -> text.length() <= TEXT_CHARS_MAX && pattern.matcher(text).find();
    }

    /** Instructions of this regular expression; more than are allowed where it is none, or none that may be used. */
    static int program(String regex) {
        if (regex.length() > CHARS_MAX || writtenOut(regex) > WRITTEN_OUT_MAX) {
            return PROGRAM_MAX + 1;
        }
        try {
            return Pattern.compile(regex).programSize();
        } catch (PatternSyntaxException unknown) {
            return PROGRAM_MAX + 1;
        }
    }

    /** At least as many characters as it has with all counted repetitions written out: a group counts from the very start. */
    private static long writtenOut(String regex) {
        var count = COUNT.matcher(regex);
        var chars = (long) regex.length();
        while (count.find() && chars <= WRITTEN_OUT_MAX) {
            var copies = Math.max(number(count.group(1)), number(count.group(2)));
            var repeated = count.start() > 0 && ENDS.indexOf(regex.charAt(count.start() - 1)) >= 0 ? chars : 1;
            chars += copies * repeated;
        }
        return chars;
    }

    private static long number(String digits) {
        return digits == null || digits.isEmpty() ? 1 : Math.max(1, Long.parseLong(digits));
    }
}
