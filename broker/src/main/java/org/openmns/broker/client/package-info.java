/** What an application does to be let in: a key pair, a JWT that is signed with it, and the token that it is given for. */
@NullMarked
package org.openmns.broker.client;

import org.jspecify.annotations.NullMarked;
