package org.openmns.broker;

import java.io.IOException;

/** Work of a test beside it, which ends with the socket that it waits at. */
public final class Daemon {

    private Daemon() {}

    /** What is done. */
    public interface Work {
        void run() throws IOException, InterruptedException;
    }

    public static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // Its socket was closed, by the other side or because the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
