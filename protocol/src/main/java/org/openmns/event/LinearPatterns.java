package org.openmns.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of schemas, matched in time that grows with the text alone: who owns an event type must not be
 * able to stop a node by one. Look-ahead and back references, which cannot be matched so, are refused.
 */
final class LinearPatterns implements RegularExpressionFactory {

    private static final int CHARS_MAX = 256;

    /** Counted repetitions multiplied: each is so many copies of what it repeats. */
    private static final int COPIES_MAX = 1_000;

    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

    @Override
    public RegularExpression getRegularExpression(String regex) {
        var pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    static boolean isUsable(String regex) {
        if (regex.length() > CHARS_MAX || copies(regex) > COPIES_MAX) {
            return false;
        }
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException unknown) {
            return false;
        }
    }

    private static long copies(String regex) {
        var count = COUNT.matcher(regex);
        var copies = 1L;
        while (count.find() && copies <= COPIES_MAX) {
            copies *= Math.max(number(count.group(1)), number(count.group(2)));
        }
        return copies;
    }

    private static long number(String digits) {
        return digits == null || digits.isEmpty() ? 1 : Math.max(1, Long.parseLong(digits));
    }
}
