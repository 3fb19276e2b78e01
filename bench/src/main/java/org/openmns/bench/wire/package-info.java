/**
 * The least of HTTP/1.1 that a generator and a sink need, on one thread and one selector: they share the cores with the
 * node under measurement, so what they take they take from it.
 */
@NullMarked
package org.openmns.bench.wire;

import org.jspecify.annotations.NullMarked;
