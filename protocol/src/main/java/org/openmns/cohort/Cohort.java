package org.openmns.cohort;

import java.time.Instant;

/** A cohort as its owner sees it, without the values. {@code version} grows with every change of any cohort. */
public record Cohort(CohortName name, int count, long version, Instant updatedAt) {}
