/** The events that are published, as bytes: made by the generator, read again by the sink. */
@NullMarked
package org.openmns.bench.event;

import org.jspecify.annotations.NullMarked;
