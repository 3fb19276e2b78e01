package org.openmns.bench.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.openmns.bench.figures.Percentiles;

/** What this machine's disk takes to make a page durable: no commit can be faster, and it changes from day to day. */
final class Disk {

    private static final int PAGE_BYTES = 8_192;
    private static final int PAGES = 512;

    private Disk() {}

    /**
     * Rewrites pages of a file in this folder one after another, at least one, each forced to the disk as PostgreSQL does
     * its log.
     */
    static Percentiles flush(Path folder, Duration time) throws IOException {
        var file = folder.resolve("disk.probe");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(PAGES * PAGE_BYTES));
            channel.force(true);
            return flush(channel, time);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Percentiles flush(FileChannel channel, Duration time) throws IOException {
        var took = Percentiles.histogram();
        var page = ByteBuffer.allocateDirect(PAGE_BYTES);
        var end = System.nanoTime() + time.toNanos();
        for (var number = 0; number == 0 || System.nanoTime() < end; number++) {
            var start = System.nanoTime();
            channel.write(page.clear(), (long) number % PAGES * PAGE_BYTES);
            channel.force(false);
            took.recordValue(Percentiles.bounded((System.nanoTime() - start) / 1_000));
        }
        return Percentiles.of(took);
    }
}
