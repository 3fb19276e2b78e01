/** The log of one event type: who writes it, who reads it, who is told. */
@NullMarked
package org.openmns.broker.topic;

import org.jspecify.annotations.NullMarked;
