/** Events: what a publisher sends, what a subscriber receives, and what may be told apart between them. */
@NullMarked
package org.openmns.event;

import org.jspecify.annotations.NullMarked;
