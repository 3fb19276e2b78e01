package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.function.Predicate;

/** What a process has printed so far, line by line; one can wait for a word of it. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    Transcript(InputStream output) {
        var reader = new Thread(() -> read(output), "transcript");
        reader.setDaemon(true);
        reader.start();
    }

    synchronized String text() {
        return text.toString();
    }

    /** Waits until the text is as asked for, or the process has closed its end; says whether it is. */
    synchronized boolean await(Predicate<String> asked, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!asked.test(text()) && !ended) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return asked.test(text());
    }

    private void read(InputStream output) {
        try (var lines = new BufferedReader(new InputStreamReader(output, UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException killed) {
            // What was printed until then is what there is.
        }
        end();
    }

    private synchronized void add(String line) {
        text.append(line).append('\n');
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
