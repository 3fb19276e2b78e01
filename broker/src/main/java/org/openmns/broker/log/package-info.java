/** What the log says, and what it must not. */
@NullMarked
package org.openmns.broker.log;

import org.jspecify.annotations.NullMarked;
