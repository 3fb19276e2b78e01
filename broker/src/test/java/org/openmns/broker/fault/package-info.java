/**
 * Nodes that are killed, paused, cut off and left without their database while they are published to and deliver, seen from
 * outside, by nothing but their API.
 *
 * <p>{@link org.openmns.broker.fault.Publishers} publish events that can be told apart
 * ({@link org.openmns.broker.fault.Told}) through all doors of a {@link org.openmns.broker.fault.Cluster};
 * {@link org.openmns.broker.fault.Receipts} keeps what was answered 200, the {@link org.openmns.broker.fault.FaultSink} is
 * every endpoint, and one {@link org.openmns.broker.fault.Ledger} a subscription compares the two. A delivery says which
 * process sent it, for each process has a public URL of its own and a FHIR Bundle names it. The
 * {@link org.openmns.broker.fault.Timeline} knows which fault was when, so that a repeat without one is an error.
 */
@NullMarked
package org.openmns.broker.fault;

import org.jspecify.annotations.NullMarked;
