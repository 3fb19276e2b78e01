package org.openmns.broker.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real disk that gets full: a small file system in memory, which is mounted for one test. That takes the right to mount;
 * without it the test says so and is skipped.
 */
final class SmallDisk implements AutoCloseable {

    private static final int COMMAND_SECONDS_MAX = 10;

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    /** Mounts it over this directory. */
    static SmallDisk mount(Path at, int mebibytes) {
        var mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=700", "tmpfs", at.toString());
        if (!mounted) {
            System.out.println("A test of a full disk is skipped: mounting a small file system takes root on Linux");
        }
        assumeTrue(mounted, "no right to mount a file system");
        return new SmallDisk(at);
    }

    Path path() {
        return at;
    }

    /** Makes space. */
    void grow(int mebibytes) {
        if (!run("mount", "-o", "remount,size=" + mebibytes + "m", at.toString())) {
            throw new IllegalStateException("the file system does not grow");
        }
    }

    @Override
    public void close() {
        run("umount", "-l", at.toString());
    }

    private static boolean run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
