package org.openmns.broker.cluster;

import org.apache.pekko.actor.Address;

/** Where a node listens: for other nodes, or for whoever manages it. */
public record Place(String host, int port) {

    /** The place in a cluster address, which has both where a node runs. */
    static Place of(Address address) {
        return new Place(address.getHost().orElse(""), address.getPort().orElse(0));
    }

    @Override
    public String toString() {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
