/** Keeps secrets of subscribers unreadable where they are stored. */
@NullMarked
package org.openmns.broker.secret;

import org.jspecify.annotations.NullMarked;
