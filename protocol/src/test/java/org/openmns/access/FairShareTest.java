package org.openmns.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairShareTest {

    private static final int PLACES = 1_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wanted | own  | total | active | admitted
            1      | 0    | 5000  | 9      | true
            2000   | 0    | 0     | 0      | true
            1      | 999  | 999   | 1      | true
            2      | 999  | 999   | 1      | false
            1      | 499  | 1499  | 2      | true
            1      | 500  | 1500  | 2      | false
            1      | 700  | 999   | 3      | true
            """, useHeadersInDisplayName = true)
    void isWhatIsFreeOrAnEqualShareOrTheFirst(int wanted, long own, long total, int active, boolean admitted) {
        assertThat(new FairShare(PLACES).admits(wanted, own, total, active)).isEqualTo(admitted);
    }

    @Test
    void noPlacesAreNoLimit() {
        assertThat(new FairShare(0).admits(1_000_000, 1_000_000, 2_000_000, 2)).isTrue();
    }

    /** Some take whatever they get and give it back late; the others stay within their share. */
    @Test
    void whoStaysWithinItsShareIsNeverRefusedWhateverTheOthersDo() {
        for (var seed = 0L; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var shares = new Shares(new FairShare(PLACES));
            var all = new ArrayList<Application>();
            var flooding = random.nextInt(1, 6);
            var modest = random.nextInt(1, 6);
            for (var number = 0; number < flooding + modest; number++) {
                all.add(new Application("app-" + number, number < flooding));
            }
            for (var step = 0; step < 2_000; step++) {
                all.get(random.nextInt(all.size())).act(shares, random, all.size(), seed);
            }
            all.forEach(Application::giveAllBack);
            assertThat(shares.taken()).as("seed %d", seed).isZero();
        }
    }

    private static final class Application {
        private final String name;
        private final boolean flooding;
        private final ArrayDeque<Runnable> held = new ArrayDeque<>();
        private int own;

        Application(String name, boolean flooding) {
            this.name = name;
            this.flooding = flooding;
        }

        void act(Shares shares, SplittableRandom random, int applications, long seed) {
            if (random.nextInt(flooding ? 10 : 2) == 0) {
                giveBack();
                return;
            }
            var wanted = random.nextInt(1, 60);
            if (!flooding && own + wanted > PLACES / applications) {
                return;
            }
            var hold = shares.take(name, wanted);
            if (!flooding) {
                assertThat(hold)
                        .as("seed %d: %s has %d, wants %d", seed, name, own, wanted)
                        .isPresent();
            }
            hold.ifPresent(taken -> {
                own += wanted;
                held.add(() -> {
                    own -= wanted;
                    taken.giveBack(wanted);
                });
            });
        }

        private void giveBack() {
            if (!held.isEmpty()) {
                held.removeFirst().run();
            }
        }

        void giveAllBack() {
            while (!held.isEmpty()) {
                giveBack();
            }
        }
    }

    @Test
    void aloneOneTakesAllAndNoMore() {
        var shares = new Shares(new FairShare(PLACES));
        while (shares.take("greedy", 10).isPresent()) {
            assertThat(shares.taken()).isLessThanOrEqualTo(PLACES);
        }

        assertThat(shares.taken()).isEqualTo(PLACES);
    }

    @Test
    void togetherTheyHoldNoMoreThanTheSumOfTheirSharesInTurn() {
        var shares = new Shares(new FairShare(PLACES));
        for (var name : List.of("a", "b", "c", "d")) {
            while (shares.take(name, 1).isPresent()) {
                assertThat(shares.taken()).isLessThanOrEqualTo(PLACES * 25 / 12);
            }
        }
    }

    @Test
    void threadsLeaveNothingBehind() throws Exception {
        var shares = new Shares(new FairShare(100));
        var threads = new ArrayList<Thread>();
        for (var number = 0; number < 4; number++) {
            var name = "app-" + number % 2;
            threads.add(new Thread(() -> takeAndGiveBack(shares, name)));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }

        assertThat(shares.taken()).isZero();
        // As nobody is active any more, one alone has all again.
        assertThat(shares.take("app-0", 50)).isPresent();
        assertThat(shares.take("app-0", 50)).isPresent();
        assertThat(shares.take("app-0", 1)).isEmpty();
    }

    private static void takeAndGiveBack(Shares shares, String name) {
        for (var round = 0; round < 20_000; round++) {
            shares.take(name, 40).ifPresent(hold -> hold.giveBack(40));
        }
    }
}
