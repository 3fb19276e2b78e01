/** What is measured, as numbers that travel between processes as JSON. */
@NullMarked
package org.openmns.bench.figures;

import org.jspecify.annotations.NullMarked;
