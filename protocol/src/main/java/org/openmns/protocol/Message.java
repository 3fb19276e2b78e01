package org.openmns.protocol;

/** Anything that crosses a node boundary or reaches the journal; bound to Jackson CBOR in {@code reference.conf}. */
public interface Message {}
