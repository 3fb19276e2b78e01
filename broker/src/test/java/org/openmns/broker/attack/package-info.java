/** Attacks on the running program from outside, and what the others notice of them. */
@NullMarked
package org.openmns.broker.attack;

import org.jspecify.annotations.NullMarked;
