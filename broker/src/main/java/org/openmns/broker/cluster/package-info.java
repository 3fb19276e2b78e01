/** How nodes find one another, form one cluster and tell each other apart from strangers. */
@NullMarked
package org.openmns.broker.cluster;

import org.jspecify.annotations.NullMarked;
