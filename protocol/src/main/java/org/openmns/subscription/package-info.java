/** What a subscriber asks for, and what may be asked of one subscription. */
@NullMarked
package org.openmns.subscription;

import org.jspecify.annotations.NullMarked;
