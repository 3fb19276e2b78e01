package org.openmns.event;

/** Cuts one member out of a JSON object's bytes with the comma that goes with it; no other byte changes. */
final class MemberCut {

    private MemberCut() {}

    /** Without the member whose name starts, with its quote, at {@code nameStart} and whose value ends before {@code valueEnd}. */
    static byte[] without(byte[] json, int nameStart, int valueEnd) {
        int next = skipSpace(json, valueEnd, 1);
        if (json[next] == ',') {
            return cut(json, nameStart, skipSpace(json, next + 1, 1));
        }
        int before = skipSpace(json, nameStart - 1, -1);
        return cut(json, json[before] == ',' ? before : nameStart, valueEnd);
    }

    private static int skipSpace(byte[] json, int start, int step) {
        int index = start;
        while (json[index] == ' ' || json[index] == '\t' || json[index] == '\n' || json[index] == '\r') {
            index += step;
        }
        return index;
    }

    private static byte[] cut(byte[] json, int start, int end) {
        var rest = new byte[json.length - (end - start)];
        System.arraycopy(json, 0, rest, 0, start);
        System.arraycopy(json, end, rest, start, json.length - end);
        return rest;
    }
}
