package org.openmns.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as one node sees it: the body of {@code GET /cluster}.
 *
 * @param self the address of the node that answers
 * @param singleton where housekeeping runs
 * @param members the oldest first
 * @param didNotAnswer the members that did not tell in time what they hold
 */
public record ClusterView(
        String self,
        Optional<String> leader,
        Optional<String> singleton,
        List<Member> members,
        List<String> didNotAnswer) {

    public ClusterView {
        members = List.copyOf(members);
        didNotAnswer = List.copyOf(didNotAnswer);
    }

    /** A member; {@code node} is what it says of itself, where it answered. */
    public record Member(String address, Standing standing, Software software, Optional<Node> node) {}

    /** How a member stands in the cluster; {@code age} is 1 for the oldest. */
    public record Standing(String status, boolean reachable, int age) {}

    /** What runs there. */
    public record Software(String version, List<String> roles) {

        public Software {
            roles = List.copyOf(roles);
        }
    }

    /** What a node says of itself. */
    public record Node(Duration uptime, boolean draining, Load topics, Load subscriptions) {}

    /** How much of one kind a node holds in memory. */
    public record Load(int shards, int entities) {}
}
