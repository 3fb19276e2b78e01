package org.openmns.event;

import java.time.YearMonth;

/**
 * Which texts are an RFC 3339 date-time. Written out because {@code java.time} takes more (seconds left out, the
 * offset {@code +01}) and less (a leap second).
 */
final class Rfc3339 {

    private static final int SHORTEST = "2026-11-22T10:00:00Z".length();
    private static final int SECONDS_END = "2026-11-22T10:00:00".length();
    private static final int OFFSET_LENGTH = "+00:00".length();
    private static final int DAY_MINUTES = 24 * 60;

    private Rfc3339() {}

    static boolean isValid(String value) {
        return value.length() >= SHORTEST
                && value.charAt(4) == '-'
                && value.charAt(7) == '-'
                && (value.charAt(10) == 'T' || value.charAt(10) == 't')
                && value.charAt(13) == ':'
                && value.charAt(16) == ':'
                && isDate(value)
                && isTime(value, offsetStart(value));
    }

    private static boolean isDate(String value) {
        int year = number(value, 0, 4);
        int month = within(number(value, 5, 7), 1, 12);
        int day = number(value, 8, 10);
        return year >= 0
                && month >= 1
                && within(day, 1, YearMonth.of(year, month).lengthOfMonth()) >= 1;
    }

    private static boolean isTime(String value, int offsetStart) {
        int hour = within(number(value, 11, 13), 0, 23);
        int minute = within(number(value, 14, 16), 0, 59);
        int second = within(number(value, 17, 19), 0, 60);
        int offset = offsetMinutes(value, offsetStart);
        if (hour < 0 || minute < 0 || second < 0 || offset == Integer.MIN_VALUE) {
            return false;
        }
        return second < 60 || Math.floorMod(hour * 60 + minute - offset, DAY_MINUTES) == DAY_MINUTES - 1;
    }

    /** Where the fraction of a second, if any, is over; beyond the end where it has no digits. */
    private static int offsetStart(String value) {
        if (value.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        while (end < value.length() && isDigit(value.charAt(end))) {
            end++;
        }
        return end == SECONDS_END + 1 ? value.length() : end;
    }

    private static int offsetMinutes(String value, int start) {
        int length = value.length() - start;
        if (length == 1 && (value.charAt(start) == 'Z' || value.charAt(start) == 'z')) {
            return 0;
        }
        if (length != OFFSET_LENGTH || value.charAt(start + 3) != ':' || "+-".indexOf(value.charAt(start)) < 0) {
            return Integer.MIN_VALUE;
        }
        int hours = within(number(value, start + 1, start + 3), 0, 23);
        int minutes = within(number(value, start + 4, start + 6), 0, 59);
        if (hours < 0 || minutes < 0) {
            return Integer.MIN_VALUE;
        }
        return value.charAt(start) == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    }

    private static int within(int number, int least, int most) {
        return number >= least && number <= most ? number : -1;
    }

    private static int number(String value, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(value.charAt(i))) {
                return -1;
            }
            number = number * 10 + value.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
