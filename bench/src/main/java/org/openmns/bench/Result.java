package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import org.openmns.bench.figures.Percentiles;
import org.openmns.bench.figures.Received;
import org.openmns.bench.figures.Sent;

/** One scenario measured; {@code more} are figures that only this scenario has. */
record Result(String scenario, Outcome outcome, Cost cost, JsonObject more) {

    /** What was published, what arrived of it, and how often each event should have. */
    record Outcome(Sent sent, Received received, int deliveriesPerEvent) {

        long expected() {
            return sent.accepted() * deliveriesPerEvent;
        }

        /** Accepted but never received. Events with a failed answer may have been delivered too, so never below zero. */
        long missing() {
            return Math.max(0, expected() - received.counts().distinct());
        }

        /** From the first publish to the last arrival, so that a backlog at the end counts. */
        double deliveredPerSecond() {
            var seconds = (received.lastMicros() - sent.startMicros()) / 1e6;
            return seconds <= 0 ? 0 : received.counts().distinct() / seconds;
        }

        /** Publish to receive; where nobody receives, publish to answer. */
        Percentiles latency() {
            return deliveriesPerEvent == 0 ? sent.latency() : received.latency();
        }
    }

    /** Whether everything accepted arrived, and nothing where it does not belong. */
    boolean isComplete() {
        return outcome.missing() == 0 && outcome.received().counts().misrouted() == 0;
    }

    double microsPerEvent(double cpuSeconds) {
        var events = outcome.sent().accepted();
        return events == 0 ? 0 : cpuSeconds * 1e6 / events;
    }

    JsonObject json() {
        return new JsonObject()
                .put("scenario", scenario)
                .put("publishedPerSecond", Math.round(outcome.sent().perSecond()))
                .put("deliveredPerSecond", Math.round(outcome.deliveredPerSecond()))
                .put("expected", outcome.expected())
                .put("missing", outcome.missing())
                .put("latency", outcome.latency().json())
                .put("cost", cost.json())
                .put("nodeCpuMicrosPerEvent", microsPerEvent(cost.cpu().node()))
                .put("databaseCpuMicrosPerEvent", microsPerEvent(cost.cpu().database()))
                .put("loadCpuMicrosPerEvent", microsPerEvent(cost.cpu().load()))
                .put("sinkCpuMicrosPerEvent", microsPerEvent(cost.cpu().sink()))
                .put("more", more)
                .put("sent", outcome.sent().json())
                .put("received", outcome.received().json());
    }
}
