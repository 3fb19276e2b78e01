package org.openmns.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.CriteriaException;
import org.openmns.criteria.IndexKeys;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Any criteria are read or refused with a place and a reason; what is read means the same when it is read again. */
class CriteriaFuzzTest {

    private static final int SHARE_PERCENT = 40;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "patientflags-change-1";

    private static final List<Event> EVENTS = List.of(
            event(Optional.empty(), Map.of()),
            event(Optional.of("9000000009"), Map.of("flagtype", "NRAF", "a", List.of("x", 3L), "_b.c-d", true)));

    @Test
    void readsAnyCriteriaOrSaysWhatIsWrongWithThem() throws InterruptedException {
        Fuzz.run("criteria", SHARE_PERCENT, () -> CriteriaFuzzTest::accepts);
    }

    private static Event event(Optional<String> subject, Map<String, Object> filtering) {
        var attributes = new Event.Attributes(
                new TopicName(TYPE), new EventId("s", "e"), "2026-01-01T10:00:00Z", subject, Event.Reference.NONE);
        return new Event(
                attributes, new Filtering(filtering), JsonBytes.of("{}"), new Event.Trace("c", Optional.empty()));
    }

    private static boolean accepts(SplittableRandom random) throws Exception {
        var good = CriteriaGrammar.text(random);
        return random.nextInt(3) == 0 ? roundTrips(good) : isReadOrRefused(damaged(good, random));
    }

    private static String damaged(String good, SplittableRandom random) {
        return switch (random.nextInt(2_000)) {
            case 0 -> good + " AND a IN (" + "1,".repeat(random.nextInt(12_000)) + "1)";
            case 1 -> good + " AND " + "(".repeat(random.nextInt(3_000)) + "EXISTS a";
            case 2 -> good + " AND " + "NOT ".repeat(random.nextInt(3_000)) + "EXISTS a";
            case 3 -> good + " OR a=1".repeat(random.nextInt(12_000));
            default -> Mutation.text(good, random);
        };
    }

    private static boolean isReadOrRefused(String text) throws Exception {
        try {
            return roundTrips(text);
        } catch (CriteriaException wrong) {
            assertThat(wrong.position()).as(text).isBetween(0, text.length());
            assertThat(wrong.getMessage())
                    .startsWith("At position " + (wrong.position() + 1) + ": expected ")
                    .doesNotContain("9000000009");
            return false;
        }
    }

    private static boolean roundTrips(String text) throws Exception {
        var criteria = Criteria.parse(text).bind(cohort -> value -> value.equals("NRAF"));
        var again = JSON.readValue(JSON.writeValueAsBytes(criteria), Criteria.class)
                .bind(cohort -> value -> value.equals("NRAF"));

        assertThat(again).isEqualTo(criteria);
        assertThat(again.names()).isEqualTo(criteria.names());
        assertThat(again.cohorts()).isEqualTo(criteria.cohorts());
        assertThat(IndexKeys.of(again).exact()).isEqualTo(IndexKeys.of(criteria).exact());
        for (var event : EVENTS) {
            assertThat(again.matches(event)).as(text).isEqualTo(criteria.matches(event));
            explains(criteria, event);
        }
        return true;
    }

    /** The part that is blamed is criteria itself, and the event fails it alone. */
    private static void explains(Criteria criteria, Event event) {
        var explanation = criteria.explain(event);
        assertThat(explanation.matches()).isEqualTo(criteria.matches(event));
        if (event.type().equals(criteria.eventType())) {
            explanation.failedTest().ifPresent(failed -> {
                var alone = Criteria.parse("eventType=" + TYPE + " AND " + failed);
                var bound = alone.bind(cohort -> value -> value.equals("NRAF"));
                assertThat(bound.matches(event)).as(failed).isFalse();
            });
        }
    }
}
