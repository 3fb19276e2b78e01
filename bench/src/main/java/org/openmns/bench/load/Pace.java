package org.openmns.bench.load;

import io.vertx.core.json.JsonObject;

/** How one stretch of publishing goes: how fast, until when, and the number of its first event. */
public record Pace(Speed speed, int seconds, long eventsMax, long first) {

    /**
     * {@code perSecond} 0: as fast as answered (closed loop). {@code undeliveredMax} 0: whatever arrives at the sink; else
     * publishers wait while so many deliveries of {@code deliveriesPerEvent} each are under way, so that no backlog grows.
     */
    public record Speed(int perSecond, int deliveriesPerEvent, long undeliveredMax) {

        /** Each connection publishes when its last event is answered. */
        public static Speed asAnswered() {
            return new Speed(0, 0, 0);
        }

        /** As fast as the sink receives. */
        public static Speed asDelivered(int deliveriesPerEvent, long undeliveredMax) {
            return new Speed(0, deliveriesPerEvent, undeliveredMax);
        }

        /** Events are due at a fixed rate, whatever the node does (open loop). */
        public static Speed fixed(int perSecond) {
            return new Speed(perSecond, 0, 0);
        }
    }

    /** So many seconds. */
    public static Pace of(Speed speed, int seconds) {
        return new Pace(speed, seconds, Long.MAX_VALUE, 0);
    }

    /** The same with numbers from here on. */
    public Pace from(long number) {
        return new Pace(speed, seconds, eventsMax, number);
    }

    /** For another process. */
    public JsonObject json() {
        return new JsonObject()
                .put("perSecond", speed.perSecond)
                .put("deliveriesPerEvent", speed.deliveriesPerEvent)
                .put("undeliveredMax", speed.undeliveredMax)
                .put("seconds", seconds)
                .put("eventsMax", eventsMax)
                .put("first", first);
    }

    /** What {@link #json} wrote. */
    public static Pace from(JsonObject json) {
        return new Pace(
                new Speed(
                        json.getInteger("perSecond"),
                        json.getInteger("deliveriesPerEvent"),
                        json.getLong("undeliveredMax")),
                json.getInteger("seconds"),
                json.getLong("eventsMax"),
                json.getLong("first"));
    }
}
