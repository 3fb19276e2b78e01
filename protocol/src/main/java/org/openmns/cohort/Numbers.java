package org.openmns.cohort;

import java.util.Arrays;

/** Sets of ints as arrays in which each stands once, ascending. Much larger ones than the other cost little but a copy. */
final class Numbers {

    private Numbers() {}

    /** The first so many of these, each once; sorts the array that it is given. */
    static int[] sorted(int[] numbers, int count) {
        Arrays.sort(numbers, 0, count);
        var distinct = 0;
        for (var i = 0; i < count; i++) {
            if (i == 0 || numbers[i] != numbers[i - 1]) {
                numbers[distinct++] = numbers[i];
            }
        }
        return Arrays.copyOf(numbers, distinct);
    }

    /** Looks each of the fewer ones up among the many. */
    static int[] union(int[] many, int[] fewer) {
        var union = new int[many.length + fewer.length];
        var count = 0;
        var from = 0;
        for (var number : fewer) {
            var place = Arrays.binarySearch(many, from, many.length, number);
            var to = place >= 0 ? place : -place - 1;
            System.arraycopy(many, from, union, count, to - from);
            count += to - from;
            from = to;
            if (place < 0) {
                union[count++] = number;
            }
        }
        System.arraycopy(many, from, union, count, many.length - from);
        return Arrays.copyOf(union, count + many.length - from);
    }

    /** Those of the one that are not in the other. */
    static int[] difference(int[] numbers, int[] others) {
        return numbers.length <= others.length ? filtered(numbers, others) : cut(numbers, others);
    }

    private static int[] filtered(int[] fewer, int[] many) {
        var rest = new int[fewer.length];
        var count = 0;
        var from = 0;
        for (var number : fewer) {
            var place = Arrays.binarySearch(many, from, many.length, number);
            from = place >= 0 ? place : -place - 1;
            if (place < 0) {
                rest[count++] = number;
            }
        }
        return Arrays.copyOf(rest, count);
    }

    private static int[] cut(int[] many, int[] fewer) {
        var rest = new int[many.length];
        var count = 0;
        var from = 0;
        for (var number : fewer) {
            var place = Arrays.binarySearch(many, from, many.length, number);
            var to = place >= 0 ? place : -place - 1;
            System.arraycopy(many, from, rest, count, to - from);
            count += to - from;
            from = place >= 0 ? to + 1 : to;
        }
        System.arraycopy(many, from, rest, count, many.length - from);
        return Arrays.copyOf(rest, count + many.length - from);
    }
}
