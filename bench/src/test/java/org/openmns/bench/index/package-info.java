/** What matching costs by the index of criteria and by Amazon's event-ruler: {@code bench/index.sh}. */
@NullMarked
package org.openmns.bench.index;

import org.jspecify.annotations.NullMarked;
