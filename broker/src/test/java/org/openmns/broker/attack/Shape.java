package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * A request of hostile shape: its beginning, and a piece that follows so many times. {@code answers} are the statuses that
 * are right for it; to close without a word is right too.
 */
record Shape(String name, String beginning, String piece, int times, Set<Integer> answers) {

    /** What may be said to a request that is refused. */
    static final Set<Integer> REFUSED = Set.of(400, 404, 405, 406, 408, 411, 413, 414, 415, 417, 431, 501, 505);

    static Shape refused(String name, String request) {
        return refused(name, request, "", 0);
    }

    static Shape refused(String name, String beginning, String piece, int times) {
        return new Shape(name, beginning, piece, times, REFUSED);
    }

    /** One that is within the rules, whatever it looks like. */
    static Shape taken(String name, String request, int status) {
        return new Shape(name, request, "", 0, Set.of(status));
    }

    void send(OutputStream out) throws IOException {
        out.write(beginning.getBytes(ISO_8859_1));
        var bytes = piece.getBytes(ISO_8859_1);
        for (var sent = 0; sent < times; sent++) {
            out.write(bytes);
        }
        out.flush();
    }

    @Override
    public String toString() {
        return name;
    }
}
