package org.openmns.cohort;

/** Identifies a cohort: names are each owner's own. */
public record CohortKey(String owner, CohortName name) {}
