/** TLS of the API's port, in tests. */
@NullMarked
package org.openmns.broker.tls;

import org.jspecify.annotations.NullMarked;
