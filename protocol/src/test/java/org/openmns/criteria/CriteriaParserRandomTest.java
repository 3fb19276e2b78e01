package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What must hold for any text; the seed stands in the output. */
class CriteriaParserRandomTest {

    @Test
    void readsAnyTextOrSaysWhatIsWrongWithIt() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("CriteriaParserRandomTest seed " + seed);
        var random = new SplittableRandom(seed);

        for (var round = 0; round < 20_000; round++) {
            var text = round % 2 == 0 ? noise(random) : damaged(RandomCriteria.text(random), random);
            try {
                var criteria = Criteria.parse(text).bind(name -> Predicate.isEqual(name.value())::test);
                assertThat(Criteria.parse(criteria.text())).isEqualTo(criteria);
                assertThat(criteria.explain(Events.bare()).matches()).isEqualTo(criteria.matches(Events.bare()));
            } catch (CriteriaException wrong) {
                assertThat(wrong.position()).as(text).isBetween(0, text.length());
                assertThat(wrong).hasMessageStartingWith("At position " + (wrong.position() + 1) + ": expected ");
            }
        }
    }

    @Test
    void meansTheSameHoweverItIsSpacedAndWritten() {
        var seed = new SplittableRandom().nextLong();
        System.out.println("CriteriaParserRandomTest seed " + seed);
        var random = new SplittableRandom(seed);

        for (var round = 0; round < 2_000; round++) {
            var text = RandomCriteria.text(random);
            var rewritten =
                    text.replace(" AND ", "\n and\t").replace("(", " ( ").replace(" OR ", " Or ");
            assertThat(Criteria.parse(rewritten).expression())
                    .as(text)
                    .isEqualTo(Criteria.parse(text).expression());
        }
    }

    private static String noise(SplittableRandom random) {
        var pieces = new String[] {
            "eventType", "=", "x", " AND ", "(", ")", "'", "\"", " NOT ", " OR ", " IN ", " LIKE ", "EXISTS ", "a", "1",
            ",", "<", ">", "!", "-", ".", "\\", "%", "\u0000", "\uD800", "\uDC00", "\uD83D\uDE00", "true", " ", "\n"
        };
        var text = new StringBuilder(random.nextBoolean() ? "eventType=x AND " : "");
        for (var i = random.nextInt(30); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static String damaged(String text, SplittableRandom random) {
        var damaged = new StringBuilder(text);
        for (var i = random.nextInt(3); i > 0 && !damaged.isEmpty(); i--) {
            var at = random.nextInt(damaged.length());
            if (random.nextBoolean()) {
                damaged.deleteCharAt(at);
            } else {
                damaged.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return damaged.toString();
    }
}
