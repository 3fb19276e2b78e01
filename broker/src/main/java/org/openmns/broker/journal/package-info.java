/** How Pekko Persistence gets at the database: the one class of ours that its journal is made with. */
@NullMarked
package org.openmns.broker.journal;

import org.jspecify.annotations.NullMarked;
