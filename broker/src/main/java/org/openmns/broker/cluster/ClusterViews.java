package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;
import org.openmns.broker.cluster.NodeDesk.AskNode;
import org.openmns.broker.cluster.NodeDesk.NodeTold;
import org.openmns.http.ClusterView;
import org.openmns.http.ClusterView.Node;
import org.openmns.http.ClusterView.Software;
import org.openmns.http.ClusterView.Standing;

/** Puts together what the cluster looks like from here: what gossip knows, and what each member says when asked. */
final class ClusterViews {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    /** Gossip does not show the singleton; it runs on the oldest of these. */
    private static final Set<MemberStatus> HOUSEKEEPERS = Set.of(MemberStatus.up(), MemberStatus.leaving());

    /** The oldest first; members that are not up yet come last. */
    static final Comparator<Member> BY_AGE =
            Comparator.comparingInt(Member::upNumber).thenComparing(member -> place(member.address()));

    private final ActorSystem<?> system;

    ClusterViews(ActorSystem<?> system) {
        this.system = system;
    }

    CompletionStage<ClusterView> gather() {
        var cluster = Cluster.get(system);
        var state = cluster.state();
        var self = cluster.selfMember().address();
        var answers = new HashMap<Address, CompletableFuture<Optional<Node>>>();
        state.getMembers()
                .forEach(member ->
                        answers.put(member.address(), ask(member.address()).toCompletableFuture()));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    var told = new HashMap<Address, Node>();
                    answers.forEach((address, answer) -> answer.join().ifPresent(node -> told.put(address, node)));
                    return render(state, self, told);
                });
    }

    private CompletionStage<Optional<Node>> ask(Address address) {
        ActorPath path = new RootActorPath(address, "/").child("system").child(NodeDesk.NAME);
        return Patterns.askWithReplyTo(
                        Adapter.toClassic(system).actorSelection(path),
                        replyTo -> new AskNode(Adapter.toTyped(replyTo)),
                        ANSWER_MAX)
                .thenApply(answer -> Optional.of(((NodeTold) answer).node()))
                .exceptionally(late -> Optional.empty());
    }

    static ClusterView render(CurrentClusterState state, Address self, Map<Address, Node> told) {
        var byAge = byAge(state);
        var members = new ArrayList<ClusterView.Member>();
        var silent = new ArrayList<String>();
        for (var member : byAge) {
            var node = Optional.ofNullable(told.get(member.address()));
            members.add(member(state, member, members.size() + 1, node));
            if (node.isEmpty()) {
                silent.add(place(member.address()));
            }
        }
        return new ClusterView(
                place(self),
                Optional.ofNullable(state.getLeader()).map(ClusterViews::place),
                byAge.stream()
                        .filter(member -> HOUSEKEEPERS.contains(member.status()))
                        .findFirst()
                        .map(member -> place(member.address())),
                members,
                silent);
    }

    private static ClusterView.Member member(CurrentClusterState state, Member member, int age, Optional<Node> node) {
        var status = member.status().toString().toLowerCase(Locale.ROOT);
        return new ClusterView.Member(
                place(member.address()),
                new Standing(status, !state.getUnreachable().contains(member), age),
                new Software(member.appVersion().version(), roles(member)),
                node);
    }

    /** Without the role that the library gives every member. */
    private static List<String> roles(Member member) {
        return member.getRoles().stream()
                .filter(role -> !role.startsWith("dc-"))
                .sorted()
                .toList();
    }

    private static List<Member> byAge(CurrentClusterState state) {
        var members = new ArrayList<Member>();
        state.getMembers().forEach(members::add);
        members.sort(BY_AGE);
        return members;
    }

    private static String place(Address address) {
        return Place.of(address).toString();
    }
}
