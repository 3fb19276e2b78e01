/** The catalogue of a node: what its configuration says and what was put by the API, followed as it changes. */
@NullMarked
package org.openmns.broker.catalogue;

import org.jspecify.annotations.NullMarked;
