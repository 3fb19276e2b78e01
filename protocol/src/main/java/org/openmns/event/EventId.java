package org.openmns.event;

/** What identifies an event: CloudEvents 1.0 says that {@code source} + {@code id} is unique for each distinct event. */
public record EventId(String source, String id) {}
