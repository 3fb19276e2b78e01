/**
 * The database of one node: its opening and closing, the schema, and one class a table with all of its SQL.
 *
 * <p>Every statement is one that H2 and PostgreSQL both take: identity columns, {@code FETCH FIRST}, and deletion before
 * insertion where a dialect would offer an upsert.
 */
@NullMarked
package org.openmns.broker.store;

import org.jspecify.annotations.NullMarked;
