/** One subscription: its settings, its cursor over a topic's log, and the deliveries in progress. */
@NullMarked
package org.openmns.broker.subscription;

import org.jspecify.annotations.NullMarked;
