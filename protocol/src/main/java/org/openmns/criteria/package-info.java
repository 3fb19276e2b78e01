/** The predicate of a subscription: its text, its meaning, and how it can be looked up. */
@NullMarked
package org.openmns.criteria;

import org.jspecify.annotations.NullMarked;
