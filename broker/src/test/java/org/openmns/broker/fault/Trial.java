package org.openmns.broker.fault;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openmns.broker.fault.FaultSink.Endpoint;

/** All that is outside the nodes: the followers with their endpoints and ledgers, the receipts and the clock. */
final class Trial implements AutoCloseable {

    /** After the last delivery; longer than the longest retry. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final Timeline timeline = new Timeline();
    private final Map<Follower, Ledger> ledgers = new LinkedHashMap<>();
    private final Map<String, String> subscriptions = new LinkedHashMap<>();
    private final Silences<String> deliveries = new Silences<>();
    private final Receipts receipts;
    private final FaultSink sink;

    /** What all ledgers say together; repeats by the number of the fault that explains them. */
    record Judgement(
            long deliveries,
            List<String> lost,
            List<String> disorder,
            Map<Integer, Integer> repeats,
            int repeatsMax,
            long overlaps) {

        int repeated() {
            return repeats.values().stream().mapToInt(each -> each).sum();
        }
    }

    Trial(List<Follower> followers, long seed) {
        followers.forEach(each -> ledgers.put(each, new Ledger(each::wants, timeline)));
        this.receipts = new Receipts(timeline, ledgers.values());
        this.sink = new FaultSink(0, endpoints(), name -> deliveries.heard(name, timeline.now()), seed);
    }

    private Map<String, Endpoint> endpoints() {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        ledgers.forEach((follower, ledger) -> endpoints.put(follower.name(), new Endpoint(ledger, follower.mood())));
        return endpoints;
    }

    /** Subscribes this follower to its path of the sink. */
    void subscribe(Follower follower, URI door) throws IOException, InterruptedException {
        subscribe(follower, door, sink.url(follower.name()));
    }

    /** Subscribes this follower with another endpoint than the sink. */
    void subscribe(Follower follower, URI door, String endpoint) throws IOException, InterruptedException {
        subscriptions.put(follower.name(), follower.subscribe(door, endpoint));
    }

    /** The id of this follower's subscription. */
    String subscription(Follower follower) {
        return Objects.requireNonNull(subscriptions.get(follower.name()));
    }

    /** Opens, on this port, an endpoint for a follower whose endpoint was down. */
    FaultSink revive(Follower follower, int port) {
        return new FaultSink(
                port, Map.of(follower.name(), new Endpoint(ledger(follower), Mood.PROMPT)), name -> {}, port);
    }

    /** Waits until all that was published has been delivered to these, and nothing more comes. */
    void awaitDelivered(List<Follower> followers, Duration atMost) throws InterruptedException {
        for (var follower : followers) {
            ledger(follower).awaitAll(atMost);
            ledger(follower).awaitQuiet(QUIET);
        }
    }

    Judgement judgement() {
        var deliveriesMade = 0L;
        var overlaps = 0L;
        var repeatsMax = 0;
        var lost = new ArrayList<String>();
        var disorder = new ArrayList<String>();
        var repeats = new TreeMap<Integer, Integer>();
        for (var follower : ledgers.keySet()) {
            var verdict = ledger(follower).verdict(follower.topic());
            deliveriesMade += verdict.deliveries();
            overlaps += verdict.overlaps();
            verdict.lost().forEach(id -> lost.add(receipts.evidence(id) + " at " + follower.name()));
            verdict.disorder().forEach(what -> disorder.add(follower.name() + " " + what));
            verdict.repeats().forEach((fault, count) -> repeats.merge(fault, count, Integer::sum));
            repeatsMax = Math.max(repeatsMax, verdict.repeatedMax());
        }
        return new Judgement(deliveriesMade, lost, disorder, repeats, repeatsMax, overlaps);
    }

    /** How many requests were answered with success until now. */
    long delivered() {
        return ledgers.values().stream().mapToLong(Ledger::deliveries).sum();
    }

    Ledger ledger(Follower follower) {
        return Objects.requireNonNull(ledgers.get(follower));
    }

    Timeline timeline() {
        return timeline;
    }

    Receipts receipts() {
        return receipts;
    }

    /** When each follower was last delivered to, by its name. */
    Silences<String> deliveries() {
        return deliveries;
    }

    FaultSink sink() {
        return sink;
    }

    @Override
    public void close() {
        sink.close();
    }
}
