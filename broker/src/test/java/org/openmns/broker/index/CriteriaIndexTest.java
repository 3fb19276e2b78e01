package org.openmns.broker.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.index.RandomCases.event;
import static org.openmns.broker.index.RandomCases.member;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.IndexKeys;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionId;

class CriteriaIndexTest {

    private static final SubscriptionId ONE = id(1);
    private static final SubscriptionId TWO = id(2);
    private static final String OWNER = "acme";

    private final CohortTable cohorts = new CohortTable();
    private final CriteriaIndex index = new CriteriaIndex(cohorts);

    @Test
    void findsByValueAndByScan() {
        index.put(ONE, Criteria.parse("eventType=t AND subject='x'"));
        index.put(TWO, Criteria.parse("eventType=t AND subject LIKE 'x%'"));

        assertThat(matching(event("x", Map.of()))).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(matching(event("xy", Map.of()))).containsExactly(TWO);
        assertThat(matching(event("y", Map.of()))).isEmpty();
    }

    @Test
    void tellsASubscriptionOnceHoweverManyValuesFindIt() {
        index.put(ONE, Criteria.parse("eventType=t AND (a IN ('x','y') OR b='x')"));

        assertThat(matching(event("s", Map.of("a", List.of("x", "y", "x"), "b", "x"))))
                .containsExactly(ONE);
    }

    @Test
    void putReplacesAndRemoveForgets() {
        index.put(ONE, Criteria.parse("eventType=t AND subject='x'"));
        index.put(ONE, Criteria.parse("eventType=t AND subject='y'"));

        assertThat(index.size()).isEqualTo(1);
        assertThat(index.get(ONE)).hasValue(Criteria.parse("eventType=t AND subject='y'"));
        assertThat(matching(event("x", Map.of()))).isEmpty();
        assertThat(matching(event("y", Map.of()))).containsExactly(ONE);

        index.remove(ONE);
        index.remove(TWO);

        assertThat(index.size()).isZero();
        assertThat(index.get(ONE)).isEmpty();
        assertThat(matching(event("y", Map.of()))).isEmpty();
    }

    @Test
    void findsWhoAsksForACohortThatHoldsTheValueNow() {
        index.put(ONE, bound("eventType=t AND subject IN COHORT 'mine'"));
        index.put(TWO, bound("eventType=t AND (subject IN COHORT 'other' OR a='1')"));
        assertThat(matching(event("9434765919", Map.of()))).isEmpty();

        cohorts.put(key("mine"), List.of(CohortValues.of(List.of("9434765919", "x"))));
        cohorts.put(key("other"), List.of(CohortValues.of(List.of("x"))));
        assertThat(matching(event("9434765919", Map.of()))).containsExactly(ONE);
        assertThat(matching(event("x", Map.of("a", "1")))).containsExactlyInAnyOrder(ONE, TWO);

        cohorts.delete(key("mine"));
        assertThat(matching(event("9434765919", Map.of()))).isEmpty();
        index.remove(TWO);
        assertThat(matching(event("x", Map.of()))).isEmpty();
    }

    @Test
    void theCohortsOfAnotherOwnerAreOthers() {
        index.put(ONE, bound("eventType=t AND subject IN COHORT 'mine'"));
        cohorts.put(new CohortKey("other", new CohortName("mine")), List.of(CohortValues.of(List.of("x"))));

        assertThat(matching(event("x", Map.of()))).isEmpty();
    }

    /** Else a practice's event would cost as much as there are practices. */
    @Test
    void triesOnlyThoseWhoseCohortHoldsTheValue() {
        var tried = new AtomicInteger();
        for (var number = 0; number < 1_000; number++) {
            var name = "cohort" + number;
            cohorts.put(key(name), List.of(CohortValues.of(List.of("value" + number))));
            index.put(id(number), counting(tried, "subject IN COHORT '" + name + "'"));
        }

        assertThat(matching(event("value7", Map.of("a", "x")))).containsExactly(id(7));
        assertThat(tried).hasValue(1);
    }

    @Test
    void triesOnlyThoseInWhosePrefixOrBoundsTheValueLies() {
        var tried = new AtomicInteger();
        for (var number = 1_000; number < 2_000; number++) {
            index.put(id(number), counting(tried, "subject LIKE '" + number + "%'"));
            index.put(id(-number), counting(tried, "b>" + number + " AND b<=" + (number + 1)));
        }

        assertThat(matching(event("1234-x", Map.of("a", "x", "b", 1_235L))))
                .containsExactlyInAnyOrder(id(1_234), id(-1_234));
        // A span includes both its ends.
        assertThat(tried.get()).isBetween(2, 3);
    }

    @Test
    void aMixedArrayMayPassOneBoundAsATextAndTheOtherAsANumber() {
        index.put(ONE, Criteria.parse("eventType=t AND a>='5' AND a<'10'"));

        assertThat(matching(event("s", Map.of("a", List.of("x", 3L))))).containsExactly(ONE);
    }

    @Test
    void asksOnceForAllThatHaveTheSameCriteria() {
        var criteria = "eventType=t AND subject LIKE 'x%'";
        for (var number = 0; number < 20; number++) {
            index.put(id(number), Criteria.parse(criteria));
        }
        assertThat(index.get(id(0)).orElseThrow()).isSameAs(index.get(id(19)).orElseThrow());

        for (var number = 0; number < 20; number += 2) {
            index.remove(id(number));
        }

        assertThat(matching(event("xy", Map.of()))).hasSize(10).doesNotContain(id(0));
    }

    @Test
    void neverMatchesAnotherEventType() {
        index.put(ONE, Criteria.parse("eventType=other AND subject='x'"));
        index.put(TWO, Criteria.parse("eventType=other"));

        assertThat(matching(event("x", Map.of()))).isEmpty();
    }

    @Test
    void findsExactlyWhatTryingAllWouldFind() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("CriteriaIndexTest seed " + seed);
        var random = new SplittableRandom(seed);
        var all = new HashMap<SubscriptionId, Criteria>();
        var matched = 0;
        var looked = 0;

        for (var round = 0; round < 20_000; round++) {
            change(all, random);
            changeCohort(random);
            var event = RandomCases.event(random);
            var expected = all.entrySet().stream()
                    .filter(entry -> entry.getValue().matches(event))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(matching(event))
                    .as("seed " + seed + " round " + round)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(index.size()).isEqualTo(all.size());
            matched += expected.isEmpty() ? 0 : 1;
            looked += all.values().stream()
                            .anyMatch(criteria -> !IndexKeys.of(criteria).isEmpty())
                    ? 1
                    : 0;
        }

        // Else the comparison above says nothing.
        assertThat(matched).isGreaterThan(5_000);
        assertThat(looked).isGreaterThan(5_000);
    }

    private void change(Map<SubscriptionId, Criteria> all, SplittableRandom random) {
        var subscription = id(random.nextInt(30));
        if (random.nextInt(3) == 0) {
            all.remove(subscription);
            index.remove(subscription);
        } else {
            var criteria = bound(RandomCases.criteria(random));
            all.put(subscription, criteria);
            index.put(subscription, criteria);
        }
    }

    private void changeCohort(SplittableRandom random) {
        var key = key(Integer.toString(random.nextInt(4)));
        var some = CohortValues.of(List.of(member(random), member(random), member(random)));
        switch (random.nextInt(6)) {
            case 0 -> cohorts.delete(key);
            case 1 -> cohorts.put(key, List.of(some));
            case 2 -> cohorts.change(key, some, CohortValues.of(List.of(member(random))));
            case 3 -> cohorts.change(key, CohortValues.NONE, some);
            default -> {
                // Most events find cohorts as they were.
            }
        }
    }

    /** Counts how often these criteria are tried. */
    private Criteria counting(AtomicInteger tried, String expression) {
        return Criteria.parse("eventType=t AND a NOT IN COHORT 'tried' AND " + expression)
                .bind(cohort -> cohort.value().equals("tried")
                        ? text -> tried.incrementAndGet() == 0
                        : cohorts.membership(key(cohort.value())));
    }

    private Criteria bound(String text) {
        return cohorts.bind(Criteria.parse(text), OWNER);
    }

    private static CohortKey key(String name) {
        return new CohortKey(OWNER, new CohortName(name));
    }

    private List<SubscriptionId> matching(Event event) {
        var matching = new ArrayList<SubscriptionId>();
        index.match(event, matching::add);
        return matching;
    }

    private static SubscriptionId id(int number) {
        return new SubscriptionId(new UUID(0x4000L, number));
    }
}
