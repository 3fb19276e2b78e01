package org.openmns.broker.fault;

import java.util.regex.Pattern;

/** One process of one node: the node's number, and how many processes it had before. */
record Incarnation(int node, int life) {

    private static final Pattern URL = Pattern.compile("http://n(\\d+)\\.l(\\d+)\\.test/");

    /** What this process says of itself in the Bundles that it sends. */
    String publicUrl() {
        return "http://n" + node + ".l" + life + ".test";
    }

    /** Who sent this Bundle. */
    static Incarnation sender(String bundle) {
        var found = URL.matcher(bundle);
        if (!found.find()) {
            throw new IllegalArgumentException("no Bundle of a node of this test");
        }
        return new Incarnation(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
    }

    @Override
    public String toString() {
        return "n" + node + ".l" + life;
    }
}
