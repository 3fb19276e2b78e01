/** TLS of the API's port. */
@NullMarked
package org.openmns.broker.tls;

import org.jspecify.annotations.NullMarked;
