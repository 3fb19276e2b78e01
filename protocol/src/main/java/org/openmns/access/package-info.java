/** Who may do what: applications, their permissions, and what has been done in their name. */
@NullMarked
package org.openmns.access;

import org.jspecify.annotations.NullMarked;
