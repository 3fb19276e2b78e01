/** Cohorts as a node knows them: all their values, in memory, for every event. */
@NullMarked
package org.openmns.broker.cohort;

import org.jspecify.annotations.NullMarked;
