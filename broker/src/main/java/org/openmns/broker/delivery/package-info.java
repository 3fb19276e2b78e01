/** One delivery attempt: what is sent, to which address, and what the answer means. */
@NullMarked
package org.openmns.broker.delivery;

import org.jspecify.annotations.NullMarked;
