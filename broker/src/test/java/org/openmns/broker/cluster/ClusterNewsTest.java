package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.LeaderChanged;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.ClusterEvent.MemberExited;
import org.apache.pekko.cluster.ClusterEvent.MemberLeft;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.ClusterEvent.ReachableMember;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ClusterNewsTest {

    private static final Member SELF = up(7, 2);
    private static final Member OLDER = up(6, 1);
    private static final Member YOUNGER = up(8, 3);

    private final ClusterNews news = new ClusterNews(SELF.uniqueAddress(), Duration.ofSeconds(7));

    private static Member up(int host, int upNumber) {
        var address = new UniqueAddress(new Address("pekko", "openmns", "10.0.0." + host, 25520), (long) host);
        var roles = scala.collection.immutable.Set$.MODULE$.<String>empty().$plus("dc-default");
        return new Member(address, upNumber, MemberStatus.up(), roles, new Version("0.1.0"));
    }

    private static Member as(Member member, MemberStatus... path) {
        var now = member;
        for (var status : path) {
            now = now.copy(status);
        }
        return now;
    }

    private static Member exiting(Member member) {
        return as(member, MemberStatus.leaving(), MemberStatus.exiting());
    }

    private List<String> said(ClusterDomainEvent... events) {
        var said = new ArrayList<String>();
        for (var event : events) {
            news.of(event).ifPresent(line -> said.add(shown(line)));
            news.becameOldest(event).ifPresent(line -> said.add(shown(line)));
        }
        return said;
    }

    private static String shown(ClusterNews.Line line) {
        return (line.level() == Level.WARN ? "! " : "") + line.sentence();
    }

    @Test
    void tellsOfComingAndGoing() {
        assertThat(said(
                        new MemberUp(OLDER),
                        new MemberUp(SELF),
                        new MemberUp(YOUNGER),
                        new MemberLeft(as(YOUNGER, MemberStatus.leaving())),
                        new MemberExited(exiting(YOUNGER)),
                        new MemberRemoved(
                                as(YOUNGER, MemberStatus.leaving(), MemberStatus.exiting(), MemberStatus.removed()),
                                MemberStatus.exiting())))
                .containsExactly(
                        "node 10.0.0.6:25520 joined",
                        "node 10.0.0.8:25520 joined",
                        "node 10.0.0.8:25520 is leaving",
                        "node 10.0.0.8:25520 left");
    }

    @Test
    void tellsHowLongASilentNodeIsWaitedForAndWhatBecameOfIt() {
        assertThat(said(new UnreachableMember(YOUNGER), new ReachableMember(YOUNGER)))
                .containsExactly(
                        "! node 10.0.0.8:25520 is unreachable; if it stays so for 7 s the others go on without it",
                        "node 10.0.0.8:25520 is reachable again");
        assertThat(said(
                        new MemberDowned(as(YOUNGER, MemberStatus.down())),
                        new MemberRemoved(
                                as(YOUNGER, MemberStatus.down(), MemberStatus.removed()), MemberStatus.down())))
                .containsExactly(
                        "! node 10.0.0.8:25520 counts as dead; the others take over what it held",
                        "! node 10.0.0.8:25520 was removed after it was unreachable");
    }

    @Test
    void tellsOnceThatThisNodeHasBecomeTheOldest() {
        said(new MemberUp(OLDER), new MemberUp(SELF), new MemberUp(YOUNGER));

        assertThat(said(new MemberExited(exiting(OLDER))))
                .containsExactly("this node is now the oldest: it runs housekeeping");
        assertThat(said(
                        new MemberRemoved(
                                as(OLDER, MemberStatus.leaving(), MemberStatus.exiting(), MemberStatus.removed()),
                                MemberStatus.exiting()),
                        new MemberUp(up(9, 4))))
                .containsExactly("node 10.0.0.6:25520 left", "node 10.0.0.9:25520 joined");
    }

    @Test
    void tellsThatThisNodeWasDowned() {
        assertThat(said(new MemberDowned(as(SELF, MemberStatus.down()))))
                .containsExactly(
                        "! this node was downed, for the others could not reach it; it stops and must be started anew");
    }

    /** As the library tells a node that ends itself. */
    @Test
    void saysNothingOfOthersThatStayWhereItIsThisNodeThatEnds() {
        assertThat(said(new MemberRemoved(
                        as(YOUNGER, MemberStatus.leaving(), MemberStatus.exiting(), MemberStatus.removed()),
                        MemberStatus.up())))
                .isEmpty();
    }

    @Test
    void saysNothingOfWhatOperatorsCannotUse() {
        assertThat(said(new LeaderChanged(scala.Option.apply(OLDER.address())))).isEmpty();
    }
}
