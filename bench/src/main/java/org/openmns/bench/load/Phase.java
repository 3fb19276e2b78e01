package org.openmns.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.openmns.bench.event.Clock;
import org.openmns.bench.figures.Percentiles;
import org.openmns.bench.figures.Sent;
import org.openmns.bench.wire.EventLoop;

/**
 * One stretch of publishing. On one event loop, so nothing here is locked.
 *
 * <p>Closed loop: each connection sends the next events when the last ones are answered. Open loop: events are due at a
 * fixed rate, whatever the node does, and every latency counts from when its event was due; a stall is thus not hidden by
 * sending nothing during it.
 */
final class Phase {

    private static final long ANSWER_MICROS_MAX = TimeUnit.SECONDS.toMicros(30);
    private static final long REFUSED_MILLIS = 10;

    private final EventLoop loop;
    private final List<Publisher> publishers;
    private final Pace pace;
    private final Consumer<Sent> ended;
    private final Queue<Publisher> idle;
    private final Histogram latency = Percentiles.histogram();
    private final int eventsPerRequest;
    private long startMicros;
    private long lastMicros;
    private long endMicros;
    private long published;
    private long accepted;
    private long failed;
    private long delivered;
    private long deliveredBefore = -1;
    private Optional<Gauge> gauge = Optional.empty();
    private Optional<Pacer> pacer = Optional.empty();
    private boolean over;

    Phase(EventLoop loop, List<Publisher> publishers, Pace pace, Consumer<Sent> ended) {
        this.loop = loop;
        this.publishers = publishers;
        this.pace = pace;
        this.ended = ended;
        idle = new ArrayDeque<>(publishers);
        eventsPerRequest = publishers.get(0).eventsPerRequest();
    }

    /** Publishes, and ends when the last event is answered. */
    void start(URI sink) throws IOException {
        startMicros = lastMicros = Clock.micros();
        endMicros = startMicros + TimeUnit.SECONDS.toMicros(pace.seconds());
        watch();
        if (isOpenLoop()) {
            pacer = Optional.of(Pacer.start(loop, startMicros, pace.speed().perSecond(), this::publish));
        } else if (pace.speed().undeliveredMax() > 0) {
            gauge = Optional.of(Gauge.start(loop, sink, this::delivered));
        } else {
            publish();
        }
    }

    /** Publishes nothing more. */
    void stop() {
        endMicros = Math.min(endMicros, Clock.micros());
        endIfAllAnswered();
    }

    private void delivered(long reading) {
        deliveredBefore = deliveredBefore < 0 ? reading : deliveredBefore;
        delivered = reading - deliveredBefore;
        publish();
    }

    /** As much as is due and connections are idle: each of them carries one request at a time. */
    private void publish() {
        while (!idle.isEmpty() && isDue()) {
            var due = isOpenLoop() ? dueMicros() : Clock.micros();
            var number = pace.first() + published;
            published += eventsPerRequest;
            idle.remove().publish(due, number, this);
        }
        endIfAllAnswered();
    }

    private boolean isDue() {
        if (isOver()) {
            return false;
        }
        if (isOpenLoop()) {
            return dueMicros() <= Clock.micros();
        }
        var speed = pace.speed();
        var undelivered = (published - failed) * speed.deliveriesPerEvent() - delivered;
        return speed.undeliveredMax() == 0 || undelivered < speed.undeliveredMax();
    }

    private boolean isOver() {
        return published >= pace.eventsMax() || (isOpenLoop() ? dueMicros() : Clock.micros()) >= endMicros;
    }

    private boolean isOpenLoop() {
        return pace.speed().perSecond() > 0;
    }

    private long dueMicros() {
        return startMicros + published * 1_000_000 / pace.speed().perSecond();
    }

    /** So many of the events of one request were accepted, so many not. */
    void answered(Publisher publisher, long dueMicros, int acceptedOfThem, int failedOfThem) {
        lastMicros = Clock.micros();
        accepted += acceptedOfThem;
        failed += failedOfThem;
        if (acceptedOfThem > 0) {
            latency.recordValueWithCount(Percentiles.bounded(lastMicros - dueMicros), acceptedOfThem);
            idle.add(publisher);
            publish();
        } else {
            // A node that refuses is not hammered.
            loop.after(REFUSED_MILLIS, () -> {
                idle.add(publisher);
                publish();
            });
        }
    }

    /** Once a second. */
    private void watch() {
        if (!over) {
            publishers.forEach(publisher -> publisher.giveUp(Clock.micros() - ANSWER_MICROS_MAX));
            endIfAllAnswered();
            loop.after(1_000, this::watch);
        }
    }

    private void endIfAllAnswered() {
        if (!over && isOver() && accepted + failed == published) {
            over = true;
            gauge.ifPresent(Gauge::close);
            pacer.ifPresent(Pacer::close);
            ended.accept(new Sent(
                    accepted, failed, startMicros, Math.max(lastMicros, startMicros + 1), Percentiles.of(latency)));
        }
    }
}
