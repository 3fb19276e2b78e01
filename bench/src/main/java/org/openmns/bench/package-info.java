/**
 * Measures a node from outside, over HTTP: {@code Load} publishes, {@code Sink} receives, each a process of its own, and
 * {@code Bench} starts them and the node and reports. Nothing here depends on the code it measures.
 */
@NullMarked
package org.openmns.bench;

import org.jspecify.annotations.NullMarked;
