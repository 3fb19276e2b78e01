/** Which subscriptions of a topic an event matches, at the cost of those that may match and not of those there are. */
@NullMarked
package org.openmns.broker.index;

import org.jspecify.annotations.NullMarked;
