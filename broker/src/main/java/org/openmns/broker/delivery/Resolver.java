package org.openmns.broker.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks a host name up; a process boundary. */
@FunctionalInterface
public interface Resolver {

    /** What this machine itself would connect to; blocks. */
    Resolver SYSTEM = InetAddress::getAllByName;

    /** Every address of this name, or of this literal address; may block for seconds. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
