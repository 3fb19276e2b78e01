/** The event types with all that is agreed about them: who owns them, how long their events are kept, how far they have come. */
@NullMarked
package org.openmns.catalogue;

import org.jspecify.annotations.NullMarked;
