package org.openmns.broker.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A second Java that opens a database and holds it until it is told to end. */
final class OtherProcess implements AutoCloseable {

    private final Process process;

    private OtherProcess(Process process) {
        this.process = process;
    }

    static OtherProcess holding(Path directory) throws IOException {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IllegalStateException("the other process did not open the database");
        }
        return new OtherProcess(process);
    }

    /** Opens as the program does, says so with one byte, and waits for its standard input to end. */
    public static void main(String[] arguments) throws IOException {
        Samples.open(Path.of(arguments[0]));
        System.out.write('.');
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
