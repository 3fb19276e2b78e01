package org.openmns.broker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A sealed interface and all records below it, to hold samples against. */
public final class Family {

    private Family() {}

    /** The records that this interface permits, at any depth; what is open to all, such as {@code Internal}, is not one. */
    public static Set<Class<?>> recordsOf(Class<?> sealed) {
        var records = new HashSet<Class<?>>();
        for (var permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                records.add(permitted);
            } else if (permitted.isSealed()) {
                records.addAll(recordsOf(permitted));
            }
        }
        return records;
    }

    /** What these samples are samples of. */
    public static Set<Class<?>> classesOf(List<?> samples) {
        return samples.stream().map(Object::getClass).collect(Collectors.toSet());
    }
}
