/** What all messages have in common. */
@NullMarked
package org.openmns.protocol;

import org.jspecify.annotations.NullMarked;
