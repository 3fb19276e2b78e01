package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.openmns.event.EventId;

class DuplicateWindowTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void remembersTheOffsetOfAnEventAndKnowsNoOther() {
        var window = new DuplicateWindow(10, TEN_MINUTES);

        window.add(new EventId("source", "a"), 7, NOON);

        assertThat(window.find(new EventId("source", "a"))).hasValue(7);
        assertThat(window.find(new EventId("source", "b"))).isEmpty();
    }

    @Test
    void theBorderBetweenSourceAndIdCounts() {
        var window = new DuplicateWindow(10, TEN_MINUTES);

        window.add(new EventId("ab", "c"), 7, NOON);

        assertThat(window.find(new EventId("a", "bc"))).isEmpty();
    }

    @Test
    void forgetsTheOldestBeyondTheCountOnceTheyAreOldEnough() {
        var window = new DuplicateWindow(2, TEN_MINUTES);
        window.add(id(1), 1, NOON);
        window.add(id(2), 2, NOON.plusSeconds(1));

        window.add(id(3), 3, NOON.plusSeconds(2));
        assertThat(window.find(id(1))).as("young").hasValue(1);

        window.add(id(4), 4, NOON.plus(TEN_MINUTES).plusSeconds(1));
        assertThat(window.find(id(1))).as("old").isEmpty();
        assertThat(window.find(id(2))).hasValue(2);
    }

    @Test
    void isBoundedHoweverMuchIsPublishedWithinTheTime() {
        var window = new DuplicateWindow(100, TEN_MINUTES);

        for (var number = 1; number <= 5_000; number++) {
            window.add(id(number), number, NOON);
        }

        assertThat(window.size()).isEqualTo(400);
        assertThat(window.find(id(4_601))).hasValue(4_601);
        assertThat(window.find(id(4_600))).isEmpty();
    }

    @Test
    void agreesWithASimpleMapThroughGrowthAndEviction() {
        for (var seed = 1L; seed <= 20; seed++) {
            compareWithMap(seed);
        }
    }

    /** Few ids, so that some come back while remembered and others after they were forgotten. */
    private static void compareWithMap(long seed) {
        var random = new SplittableRandom(seed);
        var eventsMax = random.nextInt(1, 3_000);
        var window = new DuplicateWindow(eventsMax, Duration.ofSeconds(100));
        var model = new LinkedHashMap<EventId, long[]>();
        var now = NOON;
        for (var offset = 1L; offset <= 10_000; offset++) {
            now = now.plusMillis(random.nextInt(200));
            var id = id(random.nextInt(8_000));
            var known = model.get(id);
            assertThat(window.find(id))
                    .as("seed %s, offset %s", seed, offset)
                    .isEqualTo(known == null ? OptionalLong.empty() : OptionalLong.of(known[0]));
            if (known == null) {
                evict(model, eventsMax, now);
                model.put(id, new long[] {offset, now.getEpochSecond()});
                window.add(id, offset, now);
            }
            assertThat(window.size()).as("seed %s", seed).isEqualTo(model.size());
        }
    }

    private static void evict(Map<EventId, long[]> model, int eventsMax, Instant now) {
        var oldestToKeep = now.minusSeconds(100).getEpochSecond();
        var oldest = model.entrySet().iterator();
        while (model.size() >= eventsMax && oldest.hasNext()) {
            if (oldest.next().getValue()[1] >= oldestToKeep && model.size() < 4 * eventsMax) {
                return;
            }
            oldest.remove();
        }
    }

    private static EventId id(int number) {
        return new EventId("uk.nhs.tests", "event-" + number);
    }
}
