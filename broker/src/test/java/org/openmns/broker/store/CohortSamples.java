package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.store.Samples.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.NhsNumber;

/** Cohorts of one owner, and what the tests of their tables ask of them. */
final class CohortSamples {

    static final CohortKey KEY = key("mine");

    private CohortSamples() {}

    static CohortStore store(Database database) {
        return limited(database, 1_000_000, 1_000_000);
    }

    static CohortStore limited(Database database, int valuesMax, int valuesInAllMax) {
        return new CohortStore(
                database, new CohortStore.Limits(valuesMax, valuesInAllMax, valuesInAllMax, 3, Long.MAX_VALUE));
    }

    static CohortKey key(String name) {
        return new CohortKey("practice", new CohortName(name));
    }

    static CohortValues values(Collection<String> values) {
        return CohortValues.of(values);
    }

    static CohortValues values(String... values) {
        return CohortValues.of(List.of(values));
    }

    static List<String> texts(CohortValues values) {
        var texts = new ArrayList<String>();
        IntStream.range(0, values.nhsNumbers()).forEach(place -> texts.add(NhsNumber.unpack(values.nhsNumber(place))));
        texts.addAll(values.texts());
        return texts;
    }

    /** By pages, by way of their tokens. */
    static List<String> listed(CohortReader reader, CohortKey key, int max) {
        var listed = new ArrayList<String>();
        var page = await(reader.values(key, Optional.empty(), max)).orElseThrow();
        listed.addAll(texts(page.values()));
        while (page.next().isPresent()) {
            assertThat(page.values().size()).isEqualTo(max);
            page = await(reader.values(key, page.next(), max)).orElseThrow();
            listed.addAll(texts(page.values()));
        }
        return listed;
    }

    static void assertRefused(CompletionStage<?> stage, Why why) {
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CohortRefused.class,
                        refused -> assertThat(refused.why()).isEqualTo(why));
    }
}
