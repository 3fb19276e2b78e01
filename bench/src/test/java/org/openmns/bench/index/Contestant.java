package org.openmns.bench.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.index.CriteriaIndex;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionId;
import software.amazon.event.ruler.GenericMachine;

/** Who finds the subscriptions; both are given events that are parsed already. */
public enum Contestant {
    OPENMNS {
        @Override
        Function<int[], IntUnaryOperator> ask(Wishes wishes, int subscriptions) {
            var index = new CriteriaIndex(new CohortTable());
            for (var number = 0; number < subscriptions; number++) {
                index.put(new SubscriptionId(id(number)), Criteria.parse(wishes.criteria(number)));
            }
            return events -> counting(events, Wishes::event, event -> {
                var found = new int[1];
                index.match(event, id -> found[0]++);
                return found[0];
            });
        }
    },
    EVENT_RULER {
        @Override
        Function<int[], IntUnaryOperator> ask(Wishes wishes, int subscriptions) {
            var machine = GenericMachine.<UUID>builder().build();
            for (var number = 0; number < subscriptions; number++) {
                add(machine, id(number), wishes.rule(number));
            }
            return events -> counting(
                    events,
                    Contestant::json,
                    event -> machine.rulesForJSONEvent(event).size());
        }
    };

    /** Takes as many subscriptions in; given events, by their numbers, says how many the one at a place matches. */
    abstract Function<int[], IntUnaryOperator> ask(Wishes wishes, int subscriptions);

    private static <E> IntUnaryOperator counting(int[] numbers, IntFunction<E> event, ToIntFunction<E> matches) {
        var events = Arrays.stream(numbers).mapToObj(event).toList();
        return place -> matches.applyAsInt(events.get(place));
    }

    private static UUID id(int number) {
        return new UUID(number * 0x9E3779B97F4A7C15L, number);
    }

    private static void add(GenericMachine<UUID> machine, UUID id, String rule) {
        try {
            machine.addRule(id, rule);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(int number) {
        try {
            return new ObjectMapper().readTree(Wishes.json(number));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
