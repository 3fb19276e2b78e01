/** The generator: publishes in a process of its own. */
@NullMarked
package org.openmns.bench.load;

import org.jspecify.annotations.NullMarked;
