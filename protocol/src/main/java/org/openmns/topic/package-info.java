/** What may be asked of one topic: the ordered log of one event type. */
@NullMarked
package org.openmns.topic;

import org.jspecify.annotations.NullMarked;
