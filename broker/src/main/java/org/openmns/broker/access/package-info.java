/** Who comes in: applications and their tokens. */
@NullMarked
package org.openmns.broker.access;

import org.jspecify.annotations.NullMarked;
