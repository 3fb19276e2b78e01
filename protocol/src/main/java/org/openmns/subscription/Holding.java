package org.openmns.subscription;

/** How many subscriptions an owner has: those that are on, and all that are stored, which those that are off are among. */
public record Holding(long on, long all) {}
