/** The sink: receives in a process of its own, and checks what it counts. */
@NullMarked
package org.openmns.bench.sink;

import org.jspecify.annotations.NullMarked;
