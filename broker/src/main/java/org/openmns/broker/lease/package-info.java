/**
 * Which side goes on when nodes no longer reach each other: the one that gets the lease in the database.
 *
 * <pre>
 * kill, partition, pause ─▶ failure detector ─▶ split brain resolver ─▶ DowningLease ─▶ PostgresLease ─▶ table lease
 *                                                     got it: down the others, whose names the row keeps
 *                                                     did not: down itself; the process ends, to be started again
 * a pause of this process ─▶ Standstill ─▶ down itself: the others may have gone on
 * </pre>
 *
 * <p>What keeps a node that slept from coming back as a second cluster: it ends itself when it notices the pause; the
 * others tell it that it is quarantined; and the row of the lease names it, so that it never gets the lease again, however
 * free that is. And below all of it the journal's primary key lets only one of two writers succeed.
 */
@NullMarked
package org.openmns.broker.lease;

import org.jspecify.annotations.NullMarked;
