/** The lease on a real PostgreSQL, in threads and in processes that are paused. */
@NullMarked
package org.openmns.broker.lease;

import org.jspecify.annotations.NullMarked;
