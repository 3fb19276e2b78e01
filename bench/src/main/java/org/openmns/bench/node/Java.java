package org.openmns.bench.node;

import java.util.ArrayList;
import java.util.List;

/** How our own processes are started: a small heap and one collector thread, to leave the cores to the node. */
public record Java(String program) {

    /** Starts this class with our flags and our class path. */
    public List<String> command(Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(
                program, "-Xms64m", "-Xmx768m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
