/** Random inputs in great numbers, and what must hold for each of them. */
@NullMarked
package org.openmns.fuzz;

import org.jspecify.annotations.NullMarked;
