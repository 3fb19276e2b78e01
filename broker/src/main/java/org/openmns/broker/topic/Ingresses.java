package org.openmns.broker.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.config.TopicSettings.Batch;
import org.openmns.event.Event;
import org.openmns.event.TopicName;
import org.openmns.http.Publisher;
import org.openmns.topic.TopicCommand;

/** The node's way into all topics: one {@link Ingress} a topic, started by its first event. */
public final class Ingresses implements Publisher {

    private final ActorSystem<?> system;
    private final Function<TopicName, RecipientRef<TopicCommand>> topics;
    private final Ingress.Limits limits;
    private final Map<TopicName, ActorRef<Ingress.Command>> ingresses = new ConcurrentHashMap<>();

    public Ingresses(ActorSystem<?> system, Function<TopicName, RecipientRef<TopicCommand>> topics, Batch batch) {
        this.system = system;
        this.topics = topics;
        this.limits = new Ingress.Limits(
                batch.eventsMax(),
                batch.bytesMax(),
                batch.pendingEventsMax(),
                batch.pendingBytesMax(),
                batch.publishTimeout());
    }

    @Override
    public CompletionStage<Long> publish(Event event) {
        return offer(event);
    }

    @Override
    public CompletionStage<List<Long>> publishAll(List<Event> events) {
        var promises = events.stream().map(this::offer).toList();
        return CompletableFuture.allOf(promises.toArray(CompletableFuture[]::new))
                .thenApply(all -> promises.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Long> offer(Event event) {
        var promise = new CompletableFuture<Long>();
        ingresses.computeIfAbsent(event.type(), this::start).tell(new Ingress.Offer(event, promise));
        return promise;
    }

    /** Topics are few: as many as the catalogue has types. */
    private ActorRef<Ingress.Command> start(TopicName topic) {
        return system.systemActorOf(
                Ingress.create(topics.apply(topic), limits), "ingress-" + topic.value(), Props.empty());
    }
}
