package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberExited;
import org.apache.pekko.cluster.ClusterEvent.MemberLeft;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.ClusterEvent.ReachableMember;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.slf4j.event.Level;

/** Turns what happens in the cluster into sentences for operators, and notices when this node becomes the oldest. */
final class ClusterNews {

    /** A line of the log. */
    record Line(Level level, String sentence) {}

    private static final Set<MemberStatus> GONE = Set.of(MemberStatus.exiting(), MemberStatus.down());

    private final UniqueAddress self;
    private final Duration goOnWithoutAfter;
    private final Set<Member> members = new HashSet<>();
    private boolean oldest;

    /** {@code goOnWithoutAfter}: how long an unreachable node is waited for. */
    ClusterNews(UniqueAddress self, Duration goOnWithoutAfter) {
        this.self = self;
        this.goOnWithoutAfter = goOnWithoutAfter;
    }

    /** What there is to say of this event, if anything. */
    Optional<Line> of(ClusterDomainEvent event) {
        if (event instanceof UnreachableMember unreachable) {
            return warn(node(unreachable.member()) + " is unreachable; if it stays so for "
                    + goOnWithoutAfter.toSeconds() + " s the others go on without it");
        }
        if (event instanceof ReachableMember reachable) {
            return info(node(reachable.member()) + " is reachable again");
        }
        return event instanceof MemberEvent change ? of(change) : Optional.empty();
    }

    private Optional<Line> of(MemberEvent change) {
        var member = change.member();
        if (change instanceof MemberUp) {
            // Of itself Joining says it.
            return isSelf(member) ? Optional.empty() : info(node(member) + " joined");
        }
        if (change instanceof MemberLeft) {
            return info(isSelf(member) ? "this node leaves" : node(member) + " is leaving");
        }
        if (change instanceof MemberDowned) {
            return warn(
                    isSelf(member)
                            ? "this node was downed, for the others could not reach it; it stops and must be started anew"
                            : node(member) + " counts as dead; the others take over what it held");
        }
        return change instanceof MemberRemoved removed ? of(removed) : Optional.empty();
    }

    private Optional<Line> of(MemberRemoved removed) {
        if (!isGone(removed)) {
            return Optional.empty();
        }
        var member = removed.member();
        var wasDown = removed.previousStatus().equals(MemberStatus.down());
        if (isSelf(member)) {
            return wasDown ? warn("this node is no longer part of the cluster") : info("this node left");
        }
        return wasDown ? warn(node(member) + " was removed after it was unreachable") : info(node(member) + " left");
    }

    /** Whether this event made this node the oldest, by the library's rule for where a singleton runs. */
    Optional<Line> becameOldest(ClusterDomainEvent event) {
        if (event instanceof MemberUp up) {
            members.add(up.member());
        } else if (event instanceof MemberExited || event instanceof MemberDowned || isGone(event)) {
            members.remove(((MemberEvent) event).member());
        }
        var before = oldest;
        oldest = members.stream().min(ClusterViews.BY_AGE).filter(this::isSelf).isPresent();
        return oldest && !before ? info("this node is now the oldest: it runs housekeeping") : Optional.empty();
    }

    /** A node that ends is told of all others that they are removed; but they have neither left nor died. */
    private static boolean isGone(ClusterDomainEvent event) {
        return event instanceof MemberRemoved removed && GONE.contains(removed.previousStatus());
    }

    private boolean isSelf(Member member) {
        return member.uniqueAddress().equals(self);
    }

    private static String node(Member member) {
        return "node " + Place.of(member.address());
    }

    private static Optional<Line> info(String sentence) {
        return Optional.of(new Line(Level.INFO, sentence));
    }

    private static Optional<Line> warn(String sentence) {
        return Optional.of(new Line(Level.WARN, sentence));
    }
}
