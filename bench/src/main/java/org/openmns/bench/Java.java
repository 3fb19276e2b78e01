package org.openmns.bench;

import java.util.ArrayList;
import java.util.List;

/** How our own processes are started: a small heap and one collector thread, to leave the cores to the node. */
final class Java {

    private Java() {}

    /** The beginning of a command: this program with our flags and our class path. */
    static List<String> at(String program) {
        return List.of(
                program, "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"));
    }

    static List<String> command(List<String> java, Class<?> main, String... arguments) {
        var command = new ArrayList<>(java);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
