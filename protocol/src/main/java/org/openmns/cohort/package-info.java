/** Cohorts: named lists of values that criteria refer to. */
@NullMarked
package org.openmns.cohort;

import org.jspecify.annotations.NullMarked;
