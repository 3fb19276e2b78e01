/** The nodes under measurement and their database, as processes. */
@NullMarked
package org.openmns.bench.node;

import org.jspecify.annotations.NullMarked;
