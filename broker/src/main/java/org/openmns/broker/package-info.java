/** The node: what starts it, and what it is made of. */
@NullMarked
package org.openmns.broker;

import org.jspecify.annotations.NullMarked;
