package org.openmns.broker.cluster;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the log what happens in the cluster, a line an event. */
public final class ClusterReporter {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final String STABLE_AFTER = "pekko.cluster.split-brain-resolver.stable-after";

    private ClusterReporter() {}

    /** From now on, also what is so already: who is a member. */
    public static void start(ActorSystem<?> system) {
        var news = new ClusterNews(
                Cluster.get(system).selfMember().uniqueAddress(),
                system.settings().config().getDuration(STABLE_AFTER));
        system.systemActorOf(create(news), "cluster-reporter", Props.empty());
    }

    static Behavior<ClusterDomainEvent> create(ClusterNews news) {
        return Behaviors.setup(context -> {
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(context.getSelf(), ClusterDomainEvent.class));
            return Behaviors.receive(ClusterDomainEvent.class)
                    .onMessage(ClusterDomainEvent.class, event -> {
                        write(news.of(event));
                        write(news.becameOldest(event));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static void write(Optional<ClusterNews.Line> line) {
        line.ifPresent(each -> LOG.atLevel(each.level()).log(each.sentence()));
    }
}
