/** Journeys of publishers and subscribers through a whole node, by nothing but its API. */
@NullMarked
package org.openmns.broker.journey;

import org.jspecify.annotations.NullMarked;
