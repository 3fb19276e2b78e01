/** Who comes in, in tests. */
@NullMarked
package org.openmns.broker.access;

import org.jspecify.annotations.NullMarked;
