package org.openmns.broker.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Family;
import org.openmns.broker.cohort.CohortCopy.News;
import org.openmns.broker.cohort.CohortDesk.Difference;
import org.openmns.broker.cohort.CohortDesk.Refresh;
import org.openmns.broker.cohort.CohortDesk.Refreshed;
import org.openmns.broker.cohort.CohortDesk.Said;
import org.openmns.broker.store.CohortPart;
import org.openmns.broker.store.CohortStore.Change;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;

/** What nodes tell each other of cohorts arrives as it was said. */
class CohortDeskTest {

    private static final ActorTestKit actors = ActorTestKit.create("cohort-desk", ConfigFactory.defaultReference());

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
    }

    @Test
    void everythingThatIsSaidArrives() {
        var probe = actors.createTestProbe(Refreshed.class);
        var change = new Change(CohortValues.of(List.of("9912003888", "b")), CohortValues.NONE);
        var news = new News(new CohortKey("practice", new CohortName("mine")), 3, 4, Optional.of(change));
        var difference = new Difference(3, CohortPart.pack(change.added()), CohortPart.pack(change.removed()));
        List<Said> samples = List.of(Refresh.of(news, Optional.of(difference), probe.getRef()), new Refreshed(4));

        var kit = actors.serializationTestKit();
        var arrived = kit.verifySerialization((Refresh) samples.get(0), false).news();
        kit.verifySerialization(samples.get(1), true);

        assertThat(Family.classesOf(samples)).isEqualTo(Family.recordsOf(Said.class));
        assertThat(arrived.key()).isEqualTo(news.key());
        assertThat(List.of(arrived.before(), arrived.version())).containsExactly(3L, 4L);
        assertThat(arrived.change().orElseThrow().added().texts()).containsExactly("b");
        assertThat(arrived.change().orElseThrow().added().nhsNumber(0)).isEqualTo(991_200_388);
        assertThat(samples.get(0).toString()).doesNotContain("9912003888");
    }

    @Test
    void withoutADifferenceTheDatabaseIsToBeRead() {
        var probe = actors.createTestProbe(Refreshed.class);
        var news = new News(new CohortKey("practice", new CohortName("mine")), 3, 4, Optional.empty());

        var arrived = actors.serializationTestKit()
                .verifySerialization(Refresh.of(news, Optional.empty(), probe.getRef()), true)
                .news();

        assertThat(arrived.change()).isEmpty();
        assertThat(arrived.version()).isEqualTo(4);
    }
}
